/**
 * Words in the language of this device.
 *
 * English stands in the code and is the key: `t("Create group")`. Numbers, names and plurals are ICU MessageFormat:
 * `t("{count, plural, one {# person} other {# people}}", { count })`. The other languages are catalogs (de.json, ar.json)
 * from that English to theirs. scripts/messages.ts compiles both when the client is built, so that no parser is sent to the browser.
 *
 * Words are asked for when something is drawn, never kept in a constant: the language can change. A constant holds `msg("…")`.
 */

import format, { type CompiledMessage, type FormatValues } from "icu-minify/format";

declare const isMessage: unique symbol;

/** English words that have a translation: what `msg` gives. */
export type Message = string & { readonly [isMessage]: true };

/** A boolean chooses: `{isMe, select, true {You} other {{name}}} left`. */
export type Values = Record<string, string | number | boolean>;

/** From the English of the code to what `format` takes; both as the build has compiled them (keyOf). */
export type Catalog = Readonly<Record<string, CompiledMessage>>;

/** Refuses what is not written down as it stands, because nobody could translate it. */
export type Literal<Text extends string> = string extends Text ? never : Text;

interface Speech {
  /** For Intl: may say more than the code, as "en-GB". */
  locale: string;
  catalog: Catalog;
  /** Whether names need a fence, so that a Latin one does not turn the words around it. */
  isRightToLeft: boolean;
}

/** English needs no catalog. */
export const ENGLISH: Catalog = {};

let speech: Speech = { locale: "en", catalog: ENGLISH, isRightToLeft: false };

/** device-language.ts and tests say which language is spoken from now on. */
export function speak(next: Speech): void {
  speech = next;
}

/** The locale that Intl is to use. */
export function spokenLocale(): string {
  return speech.locale;
}

/** The words in the chosen language; in English when it does not have them. */
export function t<Text extends string>(message: Literal<Text>, values?: Values): string;
export function t(message: Message, values?: Values): string;
export function t(message: string, values: Values = {}): string {
  return String(parts(message, values));
}

/** The same in pieces where values are functions, each of which dresses the words between its <tags>: see rich.ts. */
export function parts<Part>(english: CompiledMessage, values: FormatValues<Part>): string | Part | (string | Part)[] {
  const words = speech.catalog[keyOf(english)];
  if (words !== undefined) return format(words, speech.locale, fenced(values), { formatters });
  // In English, and where a word is missing; that counts in English too.
  return format(english, speaksEnglish() ? speech.locale : "en", fenced(values), { formatters });
}

/** The words for a message that is not in the code; null when the chosen language does not have them. */
export function known(english: CompiledMessage, values: Values): string | null {
  return keyOf(english) in speech.catalog ? String(parts(english, values)) : null;
}

/** A message with values or plurals is a list by now; scripts/messages.ts writes the keys of the catalogs in the same way. */
function keyOf(english: CompiledMessage): string {
  return typeof english === "string" ? english : JSON.stringify(english);
}

export function speaksEnglish(): boolean {
  return speech.catalog === ENGLISH;
}

/** Marks words that are kept in a constant and said later, by `t`. Not for use as text: the build may have compiled them. */
export function msg<Text extends string>(message: Literal<Text>): Message {
  return message as string as Message;
}

/** Made anew when the language changes, and not oftener. */
export function perLanguage<Made>(make: () => Made): () => Made {
  let last: { speech: Speech; made: Made } | null = null;
  return () => {
    if (last?.speech !== speech) last = { speech, made: make() };
    return last.made;
  };
}

/** "1,234", "1.234" or "١٬٢٣٤" */
export function number(value: number, options: Intl.NumberFormatOptions = {}): string {
  return formatters.getNumberFormat(speech.locale, options).format(value);
}

/** "Ana, Jo and Mo" */
export function list(items: readonly string[]): string {
  const fence = speech.isRightToLeft ? items.map(isolated) : items;
  return kept("list", speech.locale, {}, () => new Intl.ListFormat(speech.locale)).format(fence);
}

function fenced<Value>(values: Record<string, Value>): Record<string, Value | string> {
  if (!speech.isRightToLeft) return values;
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, typeof value === "string" ? isolated(value) : value]));
}

/** First strong isolate … pop directional isolate: the words between them have a direction of their own. */
function isolated(text: string): string {
  return `\u2068${text}\u2069`;
}

const formatters = {
  getNumberFormat: (...[tag, options]: ConstructorParameters<typeof Intl.NumberFormat>) => kept("number", tag, options, () => new Intl.NumberFormat(tag, options)),
  getPluralRules: (...[tag, options]: ConstructorParameters<typeof Intl.PluralRules>) => kept("plural", tag, options, () => new Intl.PluralRules(tag, options)),
  getDateTimeFormat: (...[tag, options]: ConstructorParameters<typeof Intl.DateTimeFormat>) =>
    kept("date", tag, options, () => new Intl.DateTimeFormat(tag, options)),
};

const made = new Map<string, unknown>();

/** Making a formatter costs far more than using one. */
function kept<Formatter>(kind: string, tag: unknown, options: unknown, make: () => Formatter): Formatter {
  const key = `${kind} ${String(tag)} ${JSON.stringify(options)}`;
  const formatter = (made.get(key) as Formatter | undefined) ?? make();
  made.set(key, formatter);
  return formatter;
}
