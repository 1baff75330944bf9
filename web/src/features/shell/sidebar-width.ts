/* How wide the sidebar is on this device: between two bounds, remembered. */
export const NARROWEST = 220;
export const WIDEST = 420;
export const USUAL = 280;

const KEY = "natter.sidebar-width";

export function clampedWidth(width: number): number {
  return Math.round(Math.min(WIDEST, Math.max(NARROWEST, width)));
}

export function rememberedWidth(): number {
  const width = Number(localStorage.getItem(KEY) ?? Number.NaN);
  return Number.isFinite(width) ? clampedWidth(width) : USUAL;
}

export function rememberWidth(width: number): void {
  localStorage.setItem(KEY, String(width));
}
