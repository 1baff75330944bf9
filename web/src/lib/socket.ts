/**
 * One WebSocket that wants to be open: connects, says hello, keeps itself alive, comes back after trouble.
 *
 * What frames mean is left to store/apply-frame.ts, what close codes mean to close-codes.ts. One object per login; `stop` ends it.
 */

import type { Hello, IncomingFrame, LoggedEvent, OutgoingFrame } from "@/generated/contract";
import { afterClose } from "./close-codes";
import { pauseMs } from "./backoff";

export type ServerFrame = OutgoingFrame | LoggedEvent;

export interface SocketEvents {
  onFrame(frame: ServerFrame): void;
  /** Connected and greeted · lost, next attempt at `retryAt` (ms since 1970; null: right now) · told to stay away. */
  onStatus(status: "online" | "reconnecting" | "refused", retryAt: number | null): void;
}

export interface SocketParts {
  url: string;
  /** A token that is good for a while; rejects when none is to be had now. */
  token(): Promise<string>;
  /** Another token after the server refused this one; rejects when the session has ended. */
  renewedToken(refused: string): Promise<string>;
  /** What to say first, besides the token. */
  greeting(): Omit<Hello, "type" | "token">;
  events: SocketEvents;
  open?: (url: string) => WebSocket;
  random?: () => number;
  /** Nobody looks at the page: it may come back later than one that is looked at. */
  isHidden?: () => boolean;
}

export interface Socket {
  start(): void;
  stop(): void;
  /** Whether the frame went out; frames that may be lost (typing) ignore the answer. */
  send(frame: IncomingFrame): boolean;
  /** Someone asks: try now, whatever the plan was. */
  hurry(): void;
  /** The page woke up or has a network again: try within a second, unless the server asked for more time or told us to stay away. */
  wake(): void;
  /** Is it still alive? Worth asking when the page wakes up. */
  probe(): void;
  /** Close and come back: what we have of the connection is in doubt. */
  restart(): void;
}

/** The server wants to hear from us within its heartbeat, so we speak up a little before it is over. */
const earlyBy = 0.8;
const pongWithinMs = 8_000;
const readyWithinMs = 15_000;
/** A connection that held this long has earned a quick first retry. */
const stableAfterMs = 60_000;
/** Everybody in the house gets the network back at the same moment. */
const wakeWithinMs = 1_000;
/** Fresh tokens that are refused one after the other: then asking again does not help. */
const refusalLimit = 3;

export function createSocket(parts: SocketParts): Socket {
  const { url, token, renewedToken, greeting, events, open = (at) => new WebSocket(at), random = Math.random, isHidden = () => false } = parts;
  let current: WebSocket | null = null;
  let isWanted = false;
  let isReady = false;
  let attempt = 0;
  let usedToken = "";
  let refusals = 0;
  let heartbeatMs = 20_000;
  /** The server asked us not to come before (ms since 1970). */
  let notBefore = 0;
  let retryAt = 0;
  const timers = { retry: 0, ping: 0, deadline: 0, stable: 0 };

  async function connect(): Promise<void> {
    clear("retry");
    if (!isWanted || current) return;
    try {
      usedToken = refusals > 0 ? await renewedToken(usedToken) : await token();
    } catch {
      return retryIn(1_000 + pause(attempt++));
    }
    if (!isWanted || current) return;
    const socket = open(url);
    current = socket;
    expect(readyWithinMs);
    socket.addEventListener("open", () => write({ type: "hello", token: usedToken, ...greeting() }));
    socket.addEventListener("message", ({ data }) => current === socket && read(String(data)));
    socket.addEventListener("close", ({ code, reason }) => current === socket && closed(code, reason));
  }

  function read(text: string): void {
    const frame = JSON.parse(text) as ServerFrame;
    if (isReady) clear("deadline");
    if (frame.type === "ready") ready(frame.heartbeat_seconds);
    if (isReady) events.onFrame(frame);
  }

  function ready(heartbeatSeconds: number): void {
    isReady = true;
    refusals = 0;
    notBefore = 0;
    heartbeatMs = heartbeatSeconds * 1_000 * earlyBy;
    clear("deadline");
    plan("stable", stableAfterMs, () => (attempt = 0));
    planPing();
    events.onStatus("online", null);
  }

  function planPing(): void {
    plan("ping", heartbeatMs, () => {
      probe();
      planPing();
    });
  }

  function probe(): void {
    if (!isReady) return;
    write({ type: "ping" });
    if (!timers.deadline) expect(pongWithinMs);
  }

  /** Something must arrive within that time, or the connection is dead, whatever TCP thinks. */
  function expect(withinMs: number): void {
    plan("deadline", withinMs, restart);
  }

  function restart(): void {
    const socket = current;
    if (!socket) return;
    closed(1006, "");
    socket.close();
  }

  function closed(code: number, reason: string): void {
    current = null;
    isReady = false;
    for (const name of ["ping", "deadline", "stable"] as const) clear(name);
    if (!isWanted) return;
    const next = afterClose(code, reason, attempt++, random());
    if (next.kind === "refused") return refused();
    if (next.kind === "renew") return renew();
    notBefore = next.isTold ? Date.now() + next.afterMs : 0;
    retryIn(next.isTold ? next.afterMs : whenSeen(next.afterMs));
  }

  /** The first time at once, then with pauses; a server that refuses every token wants a new login. */
  function renew(): void {
    if (++refusals > refusalLimit) return refused();
    retryIn(refusals === 1 ? 0 : pause(attempt));
  }

  function pause(after: number): number {
    return whenSeen(pauseMs(after, random()));
  }

  function whenSeen(ms: number): number {
    return isHidden() ? 2 * ms : ms;
  }

  function refused(): void {
    isWanted = false;
    refusals = 0;
    events.onStatus("refused", null);
  }

  function retryIn(ms: number): void {
    if (!isWanted) return;
    retryAt = Date.now() + ms;
    events.onStatus("reconnecting", retryAt);
    plan("retry", ms, () => void connect());
  }

  function write(frame: IncomingFrame): boolean {
    if (current?.readyState !== 1) return false;
    current.send(JSON.stringify(frame));
    return true;
  }

  function plan(name: keyof typeof timers, ms: number, task: () => void): void {
    clear(name);
    timers[name] = setTimeout(() => {
      timers[name] = 0;
      task();
    }, ms) as unknown as number;
  }

  function clear(name: keyof typeof timers): void {
    clearTimeout(timers[name]);
    timers[name] = 0;
  }

  return {
    start() {
      isWanted = true;
      void connect();
    },
    stop() {
      isWanted = false;
      clear("retry");
      const socket = current;
      closed(1000, "");
      socket?.close(1000);
    },
    send: (frame) => isReady && write(frame),
    hurry() {
      isWanted = true;
      void connect();
    },
    wake() {
      const isDueLater = timers.retry !== 0 && retryAt > Date.now() + wakeWithinMs;
      if (isDueLater) retryIn(Math.max(notBefore - Date.now(), random() * wakeWithinMs));
      else if (retryAt <= Date.now()) void connect();
    },
    probe,
    restart,
  };
}
