/** How wide a column beside the conversation is on this device: between bounds, remembered. */

export interface Column {
  /** Under which it is remembered. */
  key: string;
  /** The custom property that the column's style reads. */
  property: "--sidebar-width" | "--details-width";
  /** Which of its edges is dragged. */
  edge: "start" | "end";
  /** In px, as all that follow. */
  narrowest: number;
  usual: number;
  widest: number;
}

export const SIDEBAR: Column = { key: "natter.sidebar-width", property: "--sidebar-width", edge: "end", narrowest: 220, usual: 280, widest: 420 };
export const DETAILS: Column = { key: "natter.details-width", property: "--details-width", edge: "start", narrowest: 280, usual: 320, widest: 480 };

/** A column leaves at least this much to what stands beside it; --least-conversation of tokens.css. */
export const LEFT_TO_OTHERS = 360;

const STEP = 16;

/** `room`: of both, the column and what it leaves space to. */
export function clampedWidth({ narrowest, widest }: Column, width: number, room = Number.POSITIVE_INFINITY): number {
  return Math.round(Math.max(narrowest, Math.min(widest, width, room - LEFT_TO_OTHERS)));
}

/** The width by which the dragged edge comes to lie at `x`; `left` and `right`: where the column is now. */
export function widthAt({ edge }: Column, x: number, { left, right }: { left: number; right: number }, isRightToLeft: boolean): number {
  return (edge === "end") === isRightToLeft ? right - x : x - left;
}

/** Arrow keys move the edge as the eye sees it. Null for a key that means nothing here. */
export function widthAfterKey(column: Column, width: number, key: string, isRightToLeft: boolean): number | null {
  const step = (column.edge === "end") === isRightToLeft ? -STEP : STEP;
  return { ArrowRight: width + step, ArrowLeft: width - step, Home: column.narrowest, End: column.widest }[key] ?? null;
}

export function rememberedWidth(column: Column): number {
  const width = Number(localStorage.getItem(column.key) ?? Number.NaN);
  return Number.isFinite(width) ? clampedWidth(column, width) : column.usual;
}

/** Lets the column be as wide as that. */
export function showWidth({ property }: Column, width: number): void {
  document.documentElement.style.setProperty(property, `${width}px`);
}

export function rememberWidth(column: Column, width: number): void {
  localStorage.setItem(column.key, String(width));
}
