/** How long to wait before trying again: full jitter, so that ten thousand clients do not come back in one second. Pure. */

const longestMs = 30_000;
const doubledMs = 500;
/** The first attempt, too, is spread over a second: a server that went away left everybody at the same moment. */
const shortestRangeMs = 1_000;

/** A random pause up to min(30 s, 0.5 s · 2^attempt), the first up to 1 s; `random` is in [0, 1). */
export function pauseMs(attempt: number, random: number): number {
  return random * Math.min(longestMs, Math.max(shortestRangeMs, doubledMs * 2 ** Math.min(attempt, 10)));
}

const longestToldMs = 300_000;

/** The delay in ms that the reason of a close names ("r=1500"); null for none. */
export function delayIn(reason: string): number | null {
  const told = /\br=(\d+)/.exec(reason)?.[1];
  return told === undefined ? null : Math.min(Number(told), longestToldMs);
}
