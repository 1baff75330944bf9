/* The one or two letters that stand for a name without a picture. */

/** First letters of the first and last word; one letter for one word; whole characters, so that emoji stay intact. */
export function initials(name: string): string {
  const words = name.trim().split(/\s+/u).filter(Boolean);
  const ends = words.length > 1 ? [words[0], words.at(-1)] : words;
  return ends.map((word) => firstCharacter(word ?? "")).join("");
}

function firstCharacter(word: string): string {
  const letters = word.match(/[\p{L}\p{N}]/u);
  return (letters ? letters[0] : ([...new Intl.Segmenter().segment(word)][0]?.segment ?? "")).toUpperCase();
}
