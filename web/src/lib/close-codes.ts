/** What the server means by closing the socket, design §5. Pure. */

import { delayIn, pauseMs } from "./backoff";

/** reconnect after a pause · renew the token first · stay away */
export type AfterClose = { kind: "reconnect"; afterMs: number } | { kind: "renew" } | { kind: "refused" };

const notAuthenticated = 4401;
const tooFast = 4429;
/** Someone who was too fast is not let back at once. */
const tooFastAttempt = 4;

export function afterClose(code: number, reason: string, attempt: number, random: number): AfterClose {
  if (code === notAuthenticated) return { kind: "renew" };
  if (code === tooFast) return { kind: "reconnect", afterMs: delayIn(reason) ?? 2_000 + pauseMs(Math.max(attempt, tooFastAttempt), random) };
  if (code >= 4400 && code <= 4499) return { kind: "refused" };
  const told = code === 1012 || code === 4503 ? delayIn(reason) : null;
  return { kind: "reconnect", afterMs: told ?? pauseMs(attempt, random) };
}
