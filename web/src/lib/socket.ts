/**
 * One WebSocket that wants to be open: connects, says hello, keeps itself alive, comes back after trouble.
 *
 * What frames mean is left to store/frames.ts, what close codes mean to close-codes.ts. One object per login; `stop` ends it.
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
}

export interface Socket {
  start(): void;
  stop(): void;
  /** Whether the frame went out; frames that may be lost (typing) ignore the answer. */
  send(frame: IncomingFrame): boolean;
  /** Try now instead of later. */
  hurry(): void;
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
const stableAfterMs = 10_000;

export function createSocket({ url, token, renewedToken, greeting, events, open = (at) => new WebSocket(at), random = Math.random }: SocketParts): Socket {
  let current: WebSocket | null = null;
  let isWanted = false;
  let isReady = false;
  let attempt = 0;
  let usedToken = "";
  let refusals = 0;
  let heartbeatMs = 20_000;
  const timers = { retry: 0, ping: 0, deadline: 0, stable: 0 };

  async function connect(): Promise<void> {
    clear("retry");
    if (!isWanted || current) return;
    try {
      usedToken = refusals > 0 ? await renewedToken(usedToken) : await token();
    } catch {
      return retryIn(1_000 + pauseMs(attempt++, random()));
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
    if (next.kind === "reconnect") return retryIn(next.afterMs);
    if (++refusals > 1) return retryIn(pauseMs(attempt, random()));
    return retryIn(0);
  }

  function refused(): void {
    isWanted = false;
    events.onStatus("refused", null);
  }

  function retryIn(ms: number): void {
    if (!isWanted) return;
    events.onStatus("reconnecting", Date.now() + ms);
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
    probe,
    restart,
  };
}
