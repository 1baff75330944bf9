/** The emoji that one reacts with most on this device; a few that everybody uses until there are enough of one's own. */

const KEY = "natter.emoji";
const keptLimit = 32;
const usual = ["👍", "❤️", "😂", "🎉", "🙏", "👀", "✅", "😮"];

/** Emoji and how often, the latest first. */
type Uses = [emoji: string, count: number][];

export function noteUse(storage: Storage, emoji: string): void {
  const uses = read(storage);
  const count = uses.find(([other]) => other === emoji)?.[1] ?? 0;
  const next: Uses = [[emoji, count + 1], ...uses.filter(([other]) => other !== emoji)];
  try {
    storage.setItem(KEY, JSON.stringify(next.slice(0, keptLimit)));
  } catch {
    // A full storage: they stay as they are.
  }
}

/** The most used first; of those used as often, the latest. */
export function frequentEmoji(storage: Storage, count: number): string[] {
  const mine = read(storage).toSorted((a, b) => b[1] - a[1]).map(([emoji]) => emoji);
  return [...new Set([...mine, ...usual])].slice(0, count);
}

function read(storage: Storage): Uses {
  try {
    const uses: unknown = JSON.parse(storage.getItem(KEY) ?? "[]");
    return Array.isArray(uses) ? (uses.filter((use) => Array.isArray(use) && typeof use[0] === "string" && typeof use[1] === "number") as Uses) : [];
  } catch {
    return [];
  }
}
