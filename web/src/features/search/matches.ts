/* Whether a name answers to what was typed: every word of it, without regard to case and accents. Pure. */
export function matches(name: string, query: string): boolean {
  const plain = plainText(name);
  return plainText(query)
    .split(/\s+/)
    .every((word) => plain.includes(word));
}

function plainText(text: string): string {
  return text.normalize("NFKD").replaceAll(/\p{M}/gu, "").toLowerCase().trim();
}
