/** What the server says, in the language of this device. It speaks English; its sentences are keys like those of the code. */

import { known, speaksEnglish } from "@/i18n/t";

/** Null for a sentence that has no translation (server-sentences.ts lists those that have): the code of an error says it roughly. */
export function serverWords(english: string): string | null {
  if (speaksEnglish()) return english;
  const { source, values } = withoutNumbers(english);
  return known(source, values);
}

/** "A group has at most 1,000 members." is "A group has at most {n1} members." with n1 = 1000. */
function withoutNumbers(english: string): { source: string; values: Record<string, number> } {
  const values: Record<string, number> = {};
  const source = english.replace(/\d[\d,]*/g, (digits) => {
    const name = `n${Object.keys(values).length + 1}`;
    values[name] = Number(digits.replaceAll(",", ""));
    return `{${name}}`;
  });
  return { source, values };
}
