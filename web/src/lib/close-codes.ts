/** What the server means by closing the socket, design §5. Pure. */

import { delayIn, pauseMs } from "./backoff";

/** reconnect after a pause, which the server asked for or not · renew the token first · stay away */
export type AfterClose = { kind: "reconnect"; afterMs: number; isTold: boolean } | { kind: "renew" } | { kind: "refused" };

const notAuthenticated = 4401;
const tooFast = 4429;
/** Someone who was too fast is not let back at once. */
const tooFastAttempt = 4;
const tellsDelay = new Set([1012, tooFast, 4503]);

export function afterClose(code: number, reason: string, attempt: number, random: number): AfterClose {
  if (code === notAuthenticated) return { kind: "renew" };
  if (code >= 4400 && code <= 4499 && code !== tooFast) return { kind: "refused" };
  const told = tellsDelay.has(code) ? delayIn(reason) : null;
  if (told !== null) return { kind: "reconnect", afterMs: told, isTold: true };
  if (code === tooFast) return { kind: "reconnect", afterMs: 2_000 + pauseMs(Math.max(attempt, tooFastAttempt), random), isTold: true };
  return { kind: "reconnect", afterMs: pauseMs(attempt, random), isTold: false };
}
