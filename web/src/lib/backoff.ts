/** How long to wait before trying again: full jitter, so that ten thousand clients do not come back in one second. Pure. */

const longestMs = 30_000;
const firstMs = 500;

/** A random pause up to min(30 s, 0.5 s · 2^attempt); `random` is in [0, 1). */
export function pauseMs(attempt: number, random: number): number {
  return random * Math.min(longestMs, firstMs * 2 ** Math.min(attempt, 10));
}

/** The delay in seconds that a close reason or a similar text names ("restart 2.5"), in ms; null for none. */
export function delayIn(reason: string): number | null {
  const seconds = Number.parseFloat(/\d+(\.\d+)?/.exec(reason)?.[0] ?? "");
  return Number.isFinite(seconds) ? Math.min(seconds, 300) * 1_000 : null;
}
