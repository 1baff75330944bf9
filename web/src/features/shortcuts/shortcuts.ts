/**
 * The shortcuts of the client: the one list that use-shortcuts.ts binds and that the sheet (ShortcutSheet.tsx) shows. Pure.
 *
 * A chord without Ctrl, Cmd or Alt is never taken from somebody who types.
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

interface Shortcut {
  chord: Chord;
  does: Message;
}

export const SHORTCUTS = {
  switch: { chord: { key: "k", mod: true }, does: msg("Go to a conversation, person or message") },
  find: { chord: { key: "f", mod: true }, does: msg("Search in this conversation") },
  next: { chord: { key: "ArrowDown", alt: true }, does: msg("Next conversation") },
  previous: { chord: { key: "ArrowUp", alt: true }, does: msg("Previous conversation") },
  nextUnread: { chord: { key: "ArrowDown", alt: true, shift: true }, does: msg("Next unread conversation") },
  previousUnread: { chord: { key: "ArrowUp", alt: true, shift: true }, does: msg("Previous unread conversation") },
  markUnread: { chord: { key: "m", alt: true, shift: true }, does: msg("Mark the conversation as unread, and leave it") },
  back: { chord: { key: "Escape" }, does: msg("Close what is open, then go to the message field") },
  help: { chord: { key: "?" }, does: msg("Show these shortcuts") },
} as const satisfies Record<string, Shortcut>;

export type ShortcutName = keyof typeof SHORTCUTS;

/** Keys that parts of the page answer by themselves while they have the focus. */
const KEYS_OF_PARTS = {
  send: { chord: { key: "Enter" }, does: msg("Send") },
  newLine: { chord: { key: "Enter", shift: true }, does: msg("New line") },
  walk: { chord: { key: "ArrowDown" }, does: msg("Next message or row") },
  walkBack: { chord: { key: "ArrowUp" }, does: msg("Message or row before") },
  first: { chord: { key: "Home" }, does: msg("First of the list") },
  last: { chord: { key: "End" }, does: msg("Last of the list") },
  reply: { chord: { key: "r" }, does: msg("Reply") },
  edit: { chord: { key: "e" }, does: msg("Edit, when it is yours") },
  react: { chord: { key: "+" }, does: msg("React") },
  remove: { chord: { key: msg("Delete") }, does: msg("Delete") },
} as const satisfies Record<string, Shortcut>;

export interface SheetSection {
  title: Message;
  shortcuts: readonly Shortcut[];
}

const { switch: goTo, find, next, previous, nextUnread, previousUnread, markUnread, back, help } = SHORTCUTS;
const { send, newLine, walk, walkBack, first, last, reply, edit, react, remove } = KEYS_OF_PARTS;

export const SHEET: readonly SheetSection[] = [
  { title: msg("Going places"), shortcuts: [goTo, find, next, previous, nextUnread, previousUnread, markUnread] },
  { title: msg("Anywhere"), shortcuts: [back, help] },
  { title: msg("While writing"), shortcuts: [send, newLine] },
  { title: msg("In a list"), shortcuts: [walk, walkBack, first, last] },
  { title: msg("On a message"), shortcuts: [reply, edit, react, remove] },
];

export type KeyPress = Pick<KeyboardEvent, "key" | "code" | "ctrlKey" | "metaKey" | "altKey" | "shiftKey">;

/** Which shortcut these keys are; null for none, or for one that must not be taken from somebody who types. */
export function shortcutOf(press: KeyPress, { isMac, isTyping }: { isMac: boolean; isTyping: boolean }): ShortcutName | null {
  const names = Object.keys(SHORTCUTS) as ShortcutName[];
  return names.find((name) => isPressed(SHORTCUTS[name].chord, press, isMac) && !(isTyping && isPlain(SHORTCUTS[name].chord))) ?? null;
}

export function isPressed(chord: Chord, press: KeyPress, isMac: boolean): boolean {
  const [mod, foreign] = isMac ? [press.metaKey, press.ctrlKey] : [press.ctrlKey, press.metaKey];
  // Which keys a sign needs is up to the keyboard: "?" has Shift on most and not on all.
  const isShiftRight = isSign(chord.key) || press.shiftKey === Boolean(chord.shift);
  return keyOf(press) === chord.key && mod === Boolean(chord.mod) && !foreign && press.altKey === Boolean(chord.alt) && isShiftRight;
}

/** A keyboard for another script has no Latin letters: there, the place of the key counts. */
function keyOf({ key, code }: KeyPress): string {
  const isForeign = key.length === 1 && (key.codePointAt(0) ?? 0) > 127 && code.startsWith("Key");
  return (isForeign ? code.slice(-1) : key).replace(/^[A-Z]$/, (letter) => letter.toLowerCase());
}

function isSign(key: string): boolean {
  return key.length === 1 && !/[a-z0-9]/.test(key);
}

function isPlain(chord: Chord): boolean {
  return !chord.mod && !chord.alt;
}

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
