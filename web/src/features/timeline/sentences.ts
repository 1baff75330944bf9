/* Names put into sentences. Pure. */

/** "Ana", "Ana and Jonas", "Ana, Jonas, and 3 others": at most three parts. */
export function listOfNames(names: string[], locale?: string): string {
  const list = new Intl.ListFormat(locale, { type: "conjunction" });
  if (names.length <= 3) return list.format(names);
  return list.format([...names.slice(0, 2), `${names.length - 2} others`]);
}

/** Who is writing; null for nobody. */
export function typingSentence(names: string[], locale?: string): string | null {
  if (names.length === 0) return null;
  if (names.length > 2) return `${names.length} people are typing`;
  return `${listOfNames(names, locale)} ${names.length === 1 ? "is" : "are"} typing`;
}
