/* A group's colour: one of the twelve hues, always the same for the same conversation. Pure. */
export function hueOf(conversationId: string): number {
  let sum = 0;
  for (const character of conversationId) sum = (sum * 31 + (character.codePointAt(0) ?? 0)) % 12_582_917;
  return sum % 12;
}
