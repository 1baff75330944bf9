/** The languages Natter speaks, and which of them a device gets. Pure; public/appearance.js holds the same rule in short. */

export interface Language {
  /** As BCP 47 says it; also the name of the catalog. */
  code: "en" | "de" | "ar";
  /** In its own words, so that whoever is lost in another one finds it. */
  name: string;
  direction: "ltr" | "rtl";
}

export type LanguageCode = Language["code"];

export const LANGUAGES: readonly Language[] = [
  { code: "en", name: "English", direction: "ltr" },
  { code: "de", name: "Deutsch", direction: "ltr" },
  { code: "ar", name: "العربية", direction: "rtl" },
];

/** What was chosen on this device; null when nothing was, or nothing that we speak. */
export function keptLanguage(text: string | null): LanguageCode | null {
  return LANGUAGES.find(({ code }) => code === text)?.code ?? null;
}

/** The first language that the browser asks for and that we speak. */
export function languageFor(preferred: readonly string[]): LanguageCode {
  return preferred.map((tag) => keptLanguage(baseOf(tag))).find((code) => code !== null) ?? "en";
}

export function nameOf(code: LanguageCode): string {
  return LANGUAGES.find((language) => language.code === code)?.name ?? code;
}

export function directionOf(code: LanguageCode): Language["direction"] {
  return LANGUAGES.find((language) => language.code === code)?.direction ?? "ltr";
}

/** For Intl: the browser's own variety of the language where it names one, as "en-GB" or "ar-EG", since dates and digits differ. */
export function localeFor(code: LanguageCode, preferred: readonly string[]): string {
  return preferred.find((tag) => baseOf(tag) === code) ?? code;
}

function baseOf(tag: string): string {
  return tag.toLowerCase().split("-")[0] ?? "";
}
