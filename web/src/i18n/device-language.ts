/*
 * The language of this device: kept in localStorage, the browser's wish until somebody chooses, the same in all tabs.
 *
 * public/appearance.js puts it on <html> before the first paint; main.tsx waits for its words, and Speaking.tsx draws everything
 * anew when it changes.
 */
import { useSyncExternalStore } from "react";
import { directionOf, keptLanguage, type LanguageCode, languageFor, localeFor } from "./languages";
import { type Catalog, ENGLISH, speak } from "./t";

const KEY = "natter.language";
const listeners = new Set<() => void>();
let now: { /** Null: as the browser wishes. */ chosen: LanguageCode | null; spoken: LanguageCode } = { chosen: null, spoken: "en" };

const catalogs: Record<Exclude<LanguageCode, "en">, () => Promise<{ default: unknown }>> = {
  de: () => import("./de.json"),
  ar: () => import("./ar.json"),
};

/** Ready when the words are there. When they cannot be fetched it is English. */
export async function startLanguage(): Promise<void> {
  const follow = () => turnTo(keptLanguage(localStorage.getItem(KEY))).catch(() => take(null, "en", ENGLISH));
  window.addEventListener("storage", ({ key }) => key === KEY && void follow());
  await follow();
}

/** In force when the words are there; rejects, and changes nothing, when they cannot be fetched. Null: as the browser wishes. */
export async function changeLanguage(code: LanguageCode | null): Promise<void> {
  await turnTo(code);
  if (code) localStorage.setItem(KEY, code);
  else localStorage.removeItem(KEY);
}

export function useLanguage(): typeof now {
  return useSyncExternalStore(subscribe, () => now);
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

async function turnTo(chosen: LanguageCode | null): Promise<void> {
  const code = chosen ?? languageFor(navigator.languages);
  take(chosen, code, code === "en" ? ENGLISH : ((await catalogs[code]()).default as Catalog));
}

function take(chosen: LanguageCode | null, spoken: LanguageCode, catalog: Catalog): void {
  speak({ locale: localeFor(spoken, navigator.languages), catalog, isRightToLeft: directionOf(spoken) === "rtl" });
  document.documentElement.lang = spoken;
  document.documentElement.dir = directionOf(spoken);
  now = { chosen, spoken };
  for (const listener of listeners) listener();
}
