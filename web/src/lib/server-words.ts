/** What the server says, in the language of this device. It speaks English; its sentences are keys like those of the code. */

import { known, speaksEnglish } from "@/i18n/t";

/** Null for a sentence that has no translation (server-sentences.ts lists those that have): the code of an error says it roughly. */
export function serverWords(english: string): string | null {
  if (speaksEnglish()) return english;
  const { message, values } = withoutNumbers(english);
  return known(message, values);
}

/** "A group has at most 1,000 members." is "A group has at most {n1} members." with n1 = 1000. */
function withoutNumbers(english: string): { message: string | (string | [string])[]; values: Record<string, number> } {
  const values: Record<string, number> = {};
  const pieces = english.split(/(\d[\d,]*)/).map((piece, place): string | [string] => {
    if (place % 2 === 0) return piece;
    const name = `n${(place + 1) / 2}`;
    values[name] = Number(piece.replaceAll(",", ""));
    return [name];
  });
  return { message: pieces.length === 1 ? english : pieces.filter((piece) => piece !== ""), values };
}
