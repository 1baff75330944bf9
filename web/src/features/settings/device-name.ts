/** What the server calls a device ("Firefox on Linux"), in the language of this one. Pure. */
import { t } from "@/i18n/t";

export function deviceName(english: string): string {
  const [, browser, system] = /^(.+) on (.+)$/.exec(english) ?? [];
  if (browser && system) return t("{browser} on {system}", { browser, system });
  return english === "Unknown device" ? t("Unknown device") : english;
}
