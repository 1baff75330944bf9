/** Which shortcut is pressed. Pure: use-shortcuts.ts does what it asks for. */

import { type Chord, type ShortcutName, SHORTCUTS } from "./chords";

export type KeyPress = Pick<KeyboardEvent, "key" | "code" | "ctrlKey" | "metaKey" | "altKey" | "shiftKey">;

/** Which shortcut these keys are; null for none, or for one that must not be taken from somebody who types. */
export function shortcutOf(press: KeyPress, { isMac, isTyping }: { isMac: boolean; isTyping: boolean }): ShortcutName | null {
  const names = Object.keys(SHORTCUTS) as ShortcutName[];
  return names.find((name) => isPressed(SHORTCUTS[name], press, isMac) && !(isTyping && isPlain(SHORTCUTS[name]))) ?? null;
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
