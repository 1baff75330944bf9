/*
 * Light or dark, as this device remembers it, and more contrast where the system asks for it.
 *
 * main.tsx calls startAppearance before anything is drawn; the settings screen changes the theme. tokens.css does the rest.
 */
export type Theme = "system" | "light" | "dark";

const KEY = "natter.theme";

export function startAppearance(): void {
  applyTheme(rememberedTheme());
  const contrast = matchMedia("(prefers-contrast: more)");
  contrast.addEventListener("change", () => applyContrast(contrast.matches));
  applyContrast(contrast.matches);
}

export function rememberedTheme(): Theme {
  const theme = localStorage.getItem(KEY);
  return theme === "light" || theme === "dark" ? theme : "system";
}

export function chooseTheme(theme: Theme): void {
  localStorage.setItem(KEY, theme);
  applyTheme(theme);
}

function applyTheme(theme: Theme): void {
  const { documentElement: page } = document;
  if (theme === "system") page.removeAttribute("data-theme");
  else page.setAttribute("data-theme", theme);
}

function applyContrast(isMore: boolean): void {
  const { documentElement: page } = document;
  if (isMore) page.setAttribute("data-contrast", "more");
  else page.removeAttribute("data-contrast");
}
