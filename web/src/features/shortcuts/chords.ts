/**
 * The shortcuts of the client and the keys they are on, as people read them. Pure.
 *
 * shortcuts.ts hears them, sheet.ts says what they do; this part alone is there from the first paint.
 */

import { type Message, msg, t } from "@/i18n/t";

export interface Chord {
  /** As KeyboardEvent.key says it; letters in lower case. */
  key: string;
  /** Cmd on a Mac, Ctrl elsewhere. */
  mod?: true;
  alt?: true;
  shift?: true;
}

/** A chord without Ctrl, Cmd or Alt is never taken from somebody who types. */
export const SHORTCUTS = {
  switch: { key: "k", mod: true },
  find: { key: "f", mod: true },
  next: { key: "ArrowDown", alt: true },
  previous: { key: "ArrowUp", alt: true },
  nextUnread: { key: "ArrowDown", alt: true, shift: true },
  previousUnread: { key: "ArrowUp", alt: true, shift: true },
  markUnread: { key: "m", alt: true, shift: true },
  back: { key: "Escape" },
  help: { key: "?" },
} as const satisfies Record<string, Chord>;

export type ShortcutName = keyof typeof SHORTCUTS;

/** The keys of a chord as they are printed on this kind of keyboard, and as they are said. */
export function keysOf(chord: Chord, isMac: boolean): { shown: string; said: string }[] {
  const modifiers = [
    chord.mod && (isMac ? { shown: "⌘", said: t("Command") } : { shown: t("Ctrl"), said: t("Control") }),
    chord.alt && (isMac ? { shown: "⌥", said: t("Option") } : { shown: t("Alt"), said: t("Alt") }),
    chord.shift && (isMac ? { shown: "⇧", said: t("Shift") } : { shown: t("Shift"), said: t("Shift") }),
  ];
  return [...modifiers.filter((modifier) => modifier !== undefined), keyInWords(chord.key)];
}

/** `key`: as KeyboardEvent.key says it. */
export function keyInWords(key: string): { shown: string; said: string } {
  const name = NAMES[key];
  if (!name) return { shown: key.toUpperCase(), said: key };
  const [shown, said] = name;
  return { shown: shown.length === 1 ? shown : t(shown as Message), said: t(said) };
}

/** What is printed on a key (a sign, or words), and how it is said. */
const NAMES: Record<string, [shown: string, said: Message]> = {
  ArrowUp: ["↑", msg("Arrow up")],
  ArrowDown: ["↓", msg("Arrow down")],
  Escape: [msg("Esc"), msg("Escape")],
  Enter: [msg("Enter"), msg("Enter")],
  Home: [msg("Home"), msg("Home")],
  End: [msg("End"), msg("End")],
  Delete: [msg("Del"), msg("Delete key")],
  "?": ["?", msg("Question mark")],
  "+": ["+", msg("Plus")],
};
