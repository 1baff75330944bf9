/**
 * One connection for all tabs of this browser: the tab that leads holds the socket and passes on what it hears, the
 * others follow and say through it what they have to say. For the rest of the client it is a Socket like any other.
 *
 * Every tab applies frames to a store of its own, by the same rules as from a socket, so a frame that is missed or comes
 * twice when the lead changes is a hole or an old one. Followers that are visible ask every two seconds whether the leader is
 * there; the browser passes the lead on when it closes or crashes, and a follower takes it when it does not answer.
 */

import type { IncomingFrame } from "@/generated/contract";
import type { ServerFrame, Socket, SocketEvents } from "@/lib/socket";
import { createLeadership } from "./leadership";
import { noWishes, silentTabs, together, type WishBook, withoutTab, withWishes, type Wishes } from "./wishes";

type Status = Parameters<SocketEvents["onStatus"]>[0];

/** What a tab that comes late must know: the history of the database, and how far each log goes. */
export interface Welcome {
  epoch: string;
  heads: Record<string, number>;
}

export type LineMessage =
  /** A follower: here I am, this is what I want. Are you there? */
  | { kind: "ask"; tab: string; wishes: Wishes }
  | { kind: "say"; frame: IncomingFrame }
  | { kind: "please"; verb: "hurry" | "wake" | "probe" }
  | { kind: "bye"; tab: string }
  /** The leader: here I am, this is how the connection is. */
  | { kind: "here"; leader: string; status: Status; retryAt: number | null }
  | { kind: "frame"; frame: ServerFrame }
  | { kind: "welcome"; tab: string; welcome: Welcome };

export interface LineChannel {
  postMessage(message: LineMessage): void;
  addEventListener(type: "message", listener: (event: MessageEvent<LineMessage>) => void): void;
  close(): void;
}

export interface TabLineParts {
  /** The name of this page load. */
  tab: string;
  channel: LineChannel;
  locks: LockManager;
  lockName: string;
  makeSocket(events: SocketEvents): Socket;
  isVisible(): boolean;
  /** Null while there is nothing to tell. */
  welcome(): Welcome | null;
  events: SocketEvents & {
    onWelcome(welcome: Welcome): void;
    /** This tab leads now. */
    onLead(): void;
    /** A tab has gone, perhaps in the middle of something. */
    onTabGone(): void;
  };
}

export interface TabLine extends Socket {
  isLeading(): boolean;
  /** The page goes away, perhaps to come back: nobody is looked at or watched from here meanwhile. */
  leave(): void;
}

export const askEveryMs = 2_000;
/** A leader that leaves that many questions unanswered is frozen. */
const unansweredLimit = 3;
const sweepEveryMs = 5_000;

export function createTabLine({ tab, channel, locks, lockName, makeSocket, isVisible, welcome, events }: TabLineParts): TabLine {
  const leadership = createLeadership({ locks, name: lockName, onGained: lead, onLost: follow });
  /** Only the leader has one. */
  let socket: Socket | null = null;
  let now: { status: Status; retryAt: number | null } | null = null;
  let wishes = noWishes;
  let book: WishBook = new Map();
  let told = { look: "", watch: "" };
  let leader = "";
  let unanswered = 0;
  let timer: ReturnType<typeof setInterval> | undefined;

  // Leading

  function lead(): void {
    leader = tab;
    book = withWishes(new Map(), tab, wishes, Date.now());
    socket = makeSocket({ onFrame: heard, onStatus: changed });
    changed("reconnecting", null);
    every(sweepEveryMs, sweep);
    events.onLead();
    socket.start();
  }

  function heard(frame: ServerFrame): void {
    events.onFrame(frame);
    channel.postMessage({ kind: "frame", frame });
  }

  function changed(status: Status, retryAt: number | null): void {
    now = { status, retryAt };
    told = { look: "", watch: "" };
    events.onStatus(status, retryAt);
    answer();
    if (status === "online") tellWishes();
  }

  function answer(): void {
    if (now) channel.postMessage({ kind: "here", leader: tab, ...now });
  }

  function asked(other: string, wanted: Wishes): void {
    const isNew = !book.has(other);
    book = withWishes(book, other, wanted, Date.now());
    const known = isNew && isOnline() ? welcome() : null;
    if (known) channel.postMessage({ kind: "welcome", tab: other, welcome: known });
    answer();
    // The server tells the presence of everybody again, to the new tab as well.
    if (isNew) told = { ...told, watch: "" };
    tellWishes();
    // Timers of a hidden page may be a minute late; a question is not.
    if (now?.status === "reconnecting" && now.retryAt !== null && now.retryAt <= Date.now()) socket?.wake();
  }

  function tellWishes(): void {
    if (!socket || !isOnline()) return;
    const { look, watch } = together(book);
    const next = { look: `${look}`, watch: watch.join() };
    if (next.look !== told.look && socket.send({ type: "look", conversation_id: look })) told.look = next.look;
    if (next.watch !== told.watch && socket.send({ type: "watch", user_ids: watch })) told.watch = next.watch;
  }

  function sweep(): void {
    for (const silent of silentTabs(book, tab, Date.now())) gone(silent);
  }

  function gone(other: string): void {
    if (!book.has(other)) return;
    book = withoutTab(book, other);
    tellWishes();
    events.onTabGone();
  }

  // Following

  function follow(): void {
    socket?.stop();
    socket = null;
    leader = "";
    book = new Map();
    now = { status: "reconnecting", retryAt: null };
    events.onStatus("reconnecting", null);
    keepAsking();
  }

  function keepAsking(): void {
    unanswered = 0;
    every(askEveryMs, askOrTake);
    ask();
  }

  function askOrTake(): void {
    if (!isVisible()) return void (unanswered = 0);
    if (unanswered >= unansweredLimit) return leadership.takeOver();
    ask();
  }

  function ask(): void {
    unanswered += 1;
    channel.postMessage({ kind: "ask", tab, wishes });
  }

  function isThere(from: string, status: Status, retryAt: number | null): void {
    unanswered = 0;
    if (now?.status !== status || now.retryAt !== retryAt) events.onStatus(status, retryAt);
    now = { status, retryAt };
    if (from === leader) return;
    leader = from;
    ask();
  }

  // Both

  channel.addEventListener("message", ({ data }) => (socket ? hearFollower(socket, data) : hearLeader(data)));

  function hearFollower(mine: Socket, message: LineMessage): void {
    if (message.kind === "ask") asked(message.tab, message.wishes);
    if (message.kind === "say") mine.send(message.frame);
    if (message.kind === "please") mine[message.verb]();
    if (message.kind === "bye") gone(message.tab);
  }

  function hearLeader(message: LineMessage): void {
    if (message.kind === "here") isThere(message.leader, message.status, message.retryAt);
    if (message.kind === "frame") events.onFrame(message.frame);
    if (message.kind === "welcome" && message.tab === tab) events.onWelcome(message.welcome);
  }

  function isOnline(): boolean {
    return now?.status === "online";
  }

  function every(ms: number, task: () => void): void {
    clearInterval(timer);
    timer = setInterval(task, ms);
  }

  function wish(changes: Partial<Wishes>): boolean {
    wishes = { ...wishes, ...changes };
    if (!socket) ask();
    else book = withWishes(book, tab, wishes, Date.now());
    tellWishes();
    return isOnline();
  }

  function please(verb: "hurry" | "wake" | "probe"): void {
    if (socket) return socket[verb]();
    channel.postMessage({ kind: "please", verb });
    ask();
  }

  return {
    isLeading: () => socket !== null,
    leave: () => void (socket ?? channel.postMessage({ kind: "bye", tab })),
    start() {
      leadership.start();
      if (!socket) keepAsking();
    },
    stop() {
      clearInterval(timer);
      channel.postMessage({ kind: "bye", tab });
      leadership.stop();
      socket?.stop();
      socket = null;
      channel.close();
    },
    send(frame) {
      if (frame.type === "look") return wish({ look: frame.conversation_id });
      if (frame.type === "watch") return wish({ watch: frame.user_ids });
      if (socket) return socket.send(frame);
      // Every tab has the new token; the leader says it.
      if (frame.type !== "token" && isOnline()) channel.postMessage({ kind: "say", frame });
      return isOnline();
    },
    hurry: () => please("hurry"),
    wake: () => please("wake"),
    probe: () => please("probe"),
    restart: () => socket?.restart(),
  };
}
