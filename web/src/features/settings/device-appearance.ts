/*
 * The appearance of this device: kept in localStorage, put on <html>, the same in all tabs.
 *
 * public/appearance.js puts it there before the first paint; main.tsx calls startAppearance, the settings screen changes it,
 * tokens.css does the rest.
 */
import { useSyncExternalStore } from "react";
import { type Appearance, attributesOf, readAppearance, usualAppearance, writeAppearance } from "./appearance";

const KEY = "natter.appearance";
const listeners = new Set<() => void>();
let chosen = usualAppearance;
let isContrastWanted = false;

export function startAppearance(): void {
  const contrast = matchMedia("(prefers-contrast: more)");
  const look = () => {
    isContrastWanted = contrast.matches;
    apply(readAppearance(localStorage.getItem(KEY)));
  };
  contrast.addEventListener("change", look);
  window.addEventListener("storage", ({ key }) => key === KEY && look());
  look();
}

export function changeAppearance(change: Partial<Appearance>): void {
  const next = { ...chosen, ...change };
  localStorage.setItem(KEY, writeAppearance(next));
  apply(next);
}

export function useAppearance(): Appearance {
  return useSyncExternalStore(subscribe, () => chosen);
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function apply(next: Appearance): void {
  const { dataset } = document.documentElement;
  const attributes = attributesOf(next, isContrastWanted);
  for (const name of Object.keys(usualAppearance)) {
    if (name in attributes) dataset[name] = attributes[name];
    else delete dataset[name];
  }
  colourWindow(next.theme);
  chosen = next;
  for (const listener of listeners) listener();
}

/** The browser's own bars take the colour of the page: index.html names one for each side. */
function colourWindow(theme: Appearance["theme"]): void {
  for (const side of ["light", "dark"] as const) {
    const media = theme === "system" ? `(prefers-color-scheme: ${side})` : theme === side ? "all" : "not all";
    document.querySelector(`meta[name="theme-color"][data-side="${side}"]`)?.setAttribute("media", media);
  }
}
