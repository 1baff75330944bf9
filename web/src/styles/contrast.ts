/*
 * Reading tokens.css and measuring contrast, for contrast.test.ts alone; nothing of this is in the bundle.
 *
 * Colours there are light-dark(oklch(L C H), oklch(L C H)); ratios are those of WCAG 2 (relative luminance of sRGB).
 */
export type Scheme = "light" | "dark";
export type Oklch = { lightness: number; chroma: number; hue: number };
export type Palette = ReadonlyMap<string, Record<Scheme, Oklch>>;

const BLOCK = /(:root(?:\[data-contrast="more"\])?) \{([^}]*)\}/g;
const COLOUR = String.raw`oklch\(([\d.]+) ([\d.]+) ([\d.]+)\)`;
const TOKEN = new RegExp(String.raw`--([\w-]+): light-dark\(${COLOUR}, ${COLOUR}\);`, "g");

/** The opaque colours of tokens.css, with the high-contrast overrides laid over them when asked for. */
export function readPalette(css: string, contrast: "normal" | "more"): Palette {
  const palette = new Map<string, Record<Scheme, Oklch>>();
  for (const [, selector = "", body = ""] of css.matchAll(BLOCK)) {
    if (selector !== ":root" && contrast === "normal") continue;
    for (const [, name = "", ...numbers] of body.matchAll(TOKEN)) {
      palette.set(name, { light: oklch(numbers.slice(0, 3)), dark: oklch(numbers.slice(3, 6)) });
    }
  }
  return palette;
}

function oklch(numbers: readonly string[]): Oklch {
  const [lightness = 0, chroma = 0, hue = 0] = numbers.map(Number);
  return { lightness, chroma, hue };
}

/** The contrast ratio of two colours, 1 to 21. */
export function contrastRatio(one: Oklch, other: Oklch): number {
  const [low, high] = [luminance(one), luminance(other)].toSorted((a, b) => a - b) as [number, number];
  return (high + 0.05) / (low + 0.05);
}

/** Of the colour as a screen shows it: clipped to sRGB and rounded to 8 bits, which can cost a hundredth of the ratio. */
function luminance(colour: Oklch): number {
  const [red, green, blue] = linearRgb(colour).map((part) => linear(Math.round(encoded(part) * 255) / 255)) as [number, number, number];
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function encoded(part: number): number {
  const clipped = Math.min(1, Math.max(0, part));
  return clipped <= 0.0031308 ? 12.92 * clipped : 1.055 * clipped ** (1 / 2.4) - 0.055;
}

function linear(part: number): number {
  return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
}

/** Whether an sRGB screen can show the colour as written; one that it cannot is clipped and its contrast changes. */
export function isInGamut(colour: Oklch): boolean {
  return linearRgb(colour).every((part) => part > -0.004 && part < 1.004);
}

function linearRgb({ lightness, chroma, hue }: Oklch): [number, number, number] {
  const a = chroma * Math.cos((hue * Math.PI) / 180);
  const b = chroma * Math.sin((hue * Math.PI) / 180);
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  return [
    4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
    -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
    -0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s,
  ];
}
