/** The state of the socket, for the connection notice. */

/**
 * connecting: the first time, or after login · online · reconnecting: lost, trying again by itself ·
 * offline: the device says that it has no network · refused: the server told us not to come back by ourselves.
 */
export type ConnectionStatus = "connecting" | "online" | "reconnecting" | "offline" | "refused";

export interface Connection {
  status: ConnectionStatus;
  /** When this status (or the trouble that it is part of) began, in ms since 1970. */
  since: number;
  /** When the next attempt is due, in ms since 1970; null when connected or trying right now. */
  retryAt: number | null;
}

/** Blips shorter than this are not worth a notice. */
export const noticeAfterMs = 3_000;

export function startingConnection(now: number): Connection {
  return { status: "connecting", since: now, retryAt: null };
}

/** Whether there is trouble worth telling at `now`. */
export function needsNotice(connection: Connection, now: number): boolean {
  if (connection.status === "online") return false;
  return connection.status === "refused" || now - connection.since >= noticeAfterMs;
}

/** The new state; trouble keeps its beginning while it changes its name. */
export function connectionChanged(old: Connection, status: ConnectionStatus, now: number, retryAt: number | null): Connection {
  const isSameTrouble = old.status !== "online" && status !== "online";
  return { status, since: isSameTrouble ? old.since : now, retryAt };
}
