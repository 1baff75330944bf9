/* How many people a group has, in words. */
export function memberCount(count: number): string {
  return count === 1 ? "Only you" : `${count} members`;
}
