/** The connection of this tab: its own, or the one that all tabs share where the browser lets them agree. */

import { createTabLine, type TabLine, type TabLineParts } from "@/features/connection/tab-line";
import type { AccessTokens } from "@/features/session/access-tokens";
import { deviceId, newClientId } from "@/lib/client-ids";
import { createSocket, type Socket, type SocketEvents } from "@/lib/socket";
import type { Sync } from "@/store/sync";
import { isHidden, lineTabs, locks, socketUrl } from "./browser";

export type Line = Socket | TabLine;

export interface LineParts {
  userId: string;
  tokens: AccessTokens;
  sync: Sync;
  events: TabLineParts["events"];
}

/** Only in a secure context there are locks: https, or localhost. */
export const canShare = locks !== undefined && typeof BroadcastChannel !== "undefined";

export function makeLine({ userId, tokens, sync, events }: LineParts): Line {
  const makeSocket = (told: SocketEvents) =>
    createSocket({
      url: socketUrl(),
      token: tokens.current,
      renewedToken: tokens.renewed,
      greeting: () => ({ device_id: deviceId(localStorage), ...sync.greeting() }),
      events: told,
      isHidden,
    });
  if (!locks || !canShare) return makeSocket(events);
  return createTabLine({
    tab: newClientId(),
    channel: lineTabs(userId),
    locks,
    lockName: `natter.line.${userId}.1`,
    makeSocket,
    isVisible: () => !isHidden(),
    welcome: sync.welcome,
    events,
  });
}

/** Whether this tab talks to the server itself. */
export function holdsConnection(line: Line | null): boolean {
  return line !== null && (!isShared(line) || line.isLeading());
}

/** The page goes away. */
export function leaveLine(line: Line | null): void {
  if (line && isShared(line)) line.leave();
}

function isShared(line: Line): line is TabLine {
  return "isLeading" in line;
}
