/* Names put into sentences. Pure. */
import { list, t } from "@/i18n/t";

/** "Ana", "Ana and Jonas", "Ana, Jonas, and 3 others": at most three parts. */
export function listOfNames(names: string[]): string {
  if (names.length <= 3) return list(names);
  return list([...names.slice(0, 2), t("{count, plural, one {# other} other {# others}}", { count: names.length - 2 })]);
}

/** Who is writing; null for nobody. */
export function typingSentence(names: string[]): string | null {
  if (names.length === 0) return null;
  if (names.length > 2) return t("{count, plural, one {# person is typing} other {# people are typing}}", { count: names.length });
  return t("{count, plural, one {{names} is typing} other {{names} are typing}}", { count: names.length, names: listOfNames(names) });
}
