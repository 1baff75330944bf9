/** How Natter looks on one device, and how that is written down: only what is not as usual. Pure. */

export interface Appearance {
  theme: "system" | "light" | "dark";
  /** "system": more where the system asks for it. */
  contrast: "system" | "more";
  density: "comfortable" | "compact";
  text: "small" | "regular" | "large" | "largest";
}

const CHOICES: { [Part in keyof Appearance]: readonly Appearance[Part][] } = {
  theme: ["system", "light", "dark"],
  contrast: ["system", "more"],
  density: ["comfortable", "compact"],
  text: ["regular", "small", "large", "largest"],
};

export const usualAppearance: Appearance = { theme: "system", contrast: "system", density: "comfortable", text: "regular" };

/** What the text says as far as it can be understood; the rest is as usual. */
export function readAppearance(text: string | null): Appearance {
  const kept = parsed(text);
  const part = <Part extends keyof Appearance>(name: Part): Appearance[Part] => CHOICES[name].find((choice) => choice === kept[name]) ?? usualAppearance[name];
  return { theme: part("theme"), contrast: part("contrast"), density: part("density"), text: part("text") };
}

/** For storage, and also the data attributes of <html> that tokens.css knows. */
export function writeAppearance(appearance: Appearance): string {
  return JSON.stringify(attributesOf(appearance, false));
}

/** The data attributes of <html>, without those that are as usual. `isContrastWanted`: by the system. */
export function attributesOf(appearance: Appearance, isContrastWanted: boolean): Record<string, string> {
  const contrast = isContrastWanted ? "more" : appearance.contrast;
  return Object.fromEntries(Object.entries({ ...appearance, contrast }).filter(([name, value]) => value !== usualAppearance[name as keyof Appearance]));
}

function parsed(text: string | null): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text ?? "{}");
    return typeof value === "object" && value !== null ? { ...value } : {};
  } catch {
    return {};
  }
}
