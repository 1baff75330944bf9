import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { IncomingFrame } from "@/generated/contract";
import type { ServerFrame, Socket, SocketEvents } from "@/lib/socket";
import { ready } from "@/testing/builders";
import { channelHub } from "@/testing/channel-hub";
import { FakeLocks } from "@/testing/fake-locks";
import { askEveryMs, createTabLine, type LineChannel } from "./tab-line";
import { silentAfterMs } from "./wishes";

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

/** Enough for three unanswered questions and the one that notices. */
const patienceMs = askEveryMs * 5;
const settled = () => vi.advanceTimersByTimeAsync(0);

/** The socket of one tab as the line uses it. */
class StubSocket implements Socket {
  readonly said: IncomingFrame[] = [];
  readonly asked: string[] = [];
  isOpen = false;

  constructor(readonly events: SocketEvents) {}

  start(): void {
    this.isOpen = true;
  }
  stop(): void {
    this.isOpen = false;
  }
  send(frame: IncomingFrame): boolean {
    this.said.push(frame);
    return true;
  }
  hurry = () => void this.asked.push("hurry");
  wake = () => void this.asked.push("wake");
  probe = () => void this.asked.push("probe");
  restart = () => void this.asked.push("restart");

  connects(): void {
    this.events.onStatus("online", null);
    this.events.onFrame(ready());
  }
  says(frame: ServerFrame): void {
    this.events.onFrame(frame);
  }
  last<T extends IncomingFrame["type"]>(type: T) {
    return this.said.findLast((frame) => frame.type === type) as Extract<IncomingFrame, { type: T }> | undefined;
  }
}

function browserWindow() {
  const locks = new FakeLocks();
  const hub = channelHub<LineChannel>();
  let tabs = 0;
  return {
    locks,
    async open({ isVisible = true } = {}) {
      const tab = `tab-${(tabs += 1)}`;
      const channel = hub.join();
      const sockets: StubSocket[] = [];
      const frames: string[] = [];
      const statuses: string[] = [];
      const notes: string[] = [];
      const page = { isVisible };
      const line = createTabLine({
        tab,
        channel,
        locks: locks.of(tab),
        lockName: "line",
        makeSocket: (events) => {
          const socket = new StubSocket(events);
          sockets.push(socket);
          return socket;
        },
        isVisible: () => page.isVisible,
        welcome: () => ({ epoch: "e1", heads: { c: 7 } }),
        events: {
          onFrame: (frame) => frames.push(frame.type),
          onStatus: (status) => statuses.push(status),
          onWelcome: ({ epoch, heads }) => notes.push(`welcome ${epoch} ${heads["c"]}`),
          onLead: () => notes.push("lead"),
          onTabGone: () => notes.push("gone"),
        },
      });
      line.start();
      await settled();
      return {
        tab,
        line,
        page,
        frames,
        statuses,
        notes,
        sockets,
        socket: () => sockets.at(-1)!,
        /** Its process is gone. */
        crash: async () => {
          page.isVisible = false;
          channel.freeze();
          locks.crash(tab);
          await settled();
        },
        /** It keeps its lock, hears and says nothing. */
        freeze: () => channel.freeze(),
      };
    },
  };
}

async function twoTabs() {
  const window = browserWindow();
  const first = await window.open();
  first.socket().connects();
  const second = await window.open();
  return { window, first, second };
}

describe("the tabs of a browser", () => {
  test("have one connection", async () => {
    const { first, second } = await twoTabs();
    expect([first.sockets.length, second.sockets.length]).toEqual([1, 0]);
    expect([first.line.isLeading(), second.line.isLeading()]).toEqual([true, false]);
  });

  test("all hear what it says, and how it is", async () => {
    const { first, second } = await twoTabs();
    first.socket().says({ type: "caught" });
    first.socket().events.onStatus("reconnecting", 5);
    expect(second.frames).toEqual(["caught"]);
    expect(second.statuses).toEqual(["online", "reconnecting"]);
  });

  test("that come late are told how far the logs go", async () => {
    const { second } = await twoTabs();
    expect(second.notes).toEqual(["welcome e1 7"]);
  });

  test("say through it what they have to say", async () => {
    const { first, second } = await twoTabs();
    expect(second.line.send({ type: "typing", conversation_id: "c" })).toBe(true);
    expect(first.socket().last("typing")).toEqual({ type: "typing", conversation_id: "c" });
  });

  test("say nothing while it is away, and a token only once", async () => {
    const { first, second } = await twoTabs();
    second.line.send({ type: "token", token: "t" });
    first.socket().events.onStatus("reconnecting", null);
    expect(second.line.send({ type: "typing", conversation_id: "c" })).toBe(false);
    expect(first.socket().said.map((frame) => frame.type).filter((type) => type === "typing" || type === "token")).toEqual([]);
  });

  test("can all ask for it to be tried", async () => {
    const { first, second } = await twoTabs();
    second.line.hurry();
    second.line.probe();
    second.line.restart();
    expect(first.socket().asked).toEqual(["hurry", "probe"]);
  });
});

describe("what tabs want of the server", () => {
  test("is looked at where one turned last, and nothing when all have turned away", async () => {
    const { first, second } = await twoTabs();
    first.line.send({ type: "look", conversation_id: "a" });
    await vi.advanceTimersByTimeAsync(10);
    second.line.send({ type: "look", conversation_id: "b" });
    expect(first.socket().last("look")?.conversation_id).toBe("b");
    second.line.send({ type: "look", conversation_id: null });
    expect(first.socket().last("look")?.conversation_id).toBe("a");
    first.line.send({ type: "look", conversation_id: null });
    expect(first.socket().last("look")?.conversation_id).toBeNull();
  });

  test("is watched together", async () => {
    const { first, second } = await twoTabs();
    first.line.send({ type: "watch", user_ids: ["ana", "bo"] });
    second.line.send({ type: "watch", user_ids: ["bo", "cy"] });
    expect(first.socket().last("watch")?.user_ids).toEqual(["ana", "bo", "cy"]);
  });

  test("is told again to a new connection", async () => {
    const { first, second } = await twoTabs();
    second.line.send({ type: "watch", user_ids: ["cy"] });
    first.socket().events.onStatus("reconnecting", null);
    first.socket().said.length = 0;
    first.socket().connects();
    expect(first.socket().last("watch")?.user_ids).toEqual(["cy"]);
  });

  test("ends with the tab that wanted it, told or not", async () => {
    const { first, second, window } = await twoTabs();
    const third = await window.open();
    second.line.send({ type: "look", conversation_id: "b" });
    third.line.send({ type: "watch", user_ids: ["cy"] });
    third.line.leave();
    expect(first.socket().last("watch")?.user_ids).toEqual([]);
    await second.crash();
    await vi.advanceTimersByTimeAsync(silentAfterMs + 10_000);
    expect(first.socket().last("look")?.conversation_id).toBeNull();
    expect(first.notes).toContain("gone");
  });

  test("is asked for again by a tab that was out of sight for long", async () => {
    const { first, second } = await twoTabs();
    second.line.send({ type: "watch", user_ids: ["cy"] });
    second.page.isVisible = false;
    await vi.advanceTimersByTimeAsync(silentAfterMs + 10_000);
    expect(first.socket().last("watch")?.user_ids).toEqual([]);
    second.page.isVisible = true;
    second.line.probe();
    expect(first.socket().last("watch")?.user_ids).toEqual(["cy"]);
    expect(second.notes).toEqual(["welcome e1 7", "welcome e1 7"]);
  });
});

describe("when the tab with the connection", () => {
  test("is closed, another connects at once and all follow it", async () => {
    const { window, first, second } = await twoTabs();
    const third = await window.open();
    first.line.stop();
    await settled();
    expect(second.line.isLeading()).toBe(true);
    second.socket().connects();
    second.socket().says({ type: "caught" });
    expect(third.frames).toEqual(["ready", "caught"]);
    expect(third.statuses).toEqual(["online", "reconnecting", "online"]);
  });

  test("crashes, another connects at once, and says what all tabs want", async () => {
    const { window, first, second } = await twoTabs();
    const third = await window.open();
    third.line.send({ type: "watch", user_ids: ["cy"] });
    await first.crash();
    second.socket().connects();
    expect(second.notes).toContain("lead");
    expect(second.socket().last("watch")?.user_ids).toEqual(["cy"]);
  });

  test("is frozen, a visible one takes its place, and the frozen one follows when it wakes up", async () => {
    const { first, second } = await twoTabs();
    first.freeze();
    await vi.advanceTimersByTimeAsync(patienceMs);
    expect([first.line.isLeading(), second.line.isLeading()]).toEqual([false, true]);
    expect(first.socket().isOpen).toBe(false);
    expect(first.statuses.at(-1)).toBe("reconnecting");
  });

  test("is only slow, it keeps the lead", async () => {
    const { first, second } = await twoTabs();
    await vi.advanceTimersByTimeAsync(10 * patienceMs);
    expect([first.line.isLeading(), second.line.isLeading()]).toEqual([true, false]);
  });

  test("is frozen and nobody is in sight, it stays as it is until somebody looks", async () => {
    const { first, second } = await twoTabs();
    second.page.isVisible = false;
    first.freeze();
    await vi.advanceTimersByTimeAsync(10 * patienceMs);
    expect(second.line.isLeading()).toBe(false);
    second.page.isVisible = true;
    await vi.advanceTimersByTimeAsync(patienceMs);
    expect(second.line.isLeading()).toBe(true);
  });

  test("is a hidden page whose timers are late, a question wakes it up", async () => {
    const { first } = await twoTabs();
    first.socket().events.onStatus("reconnecting", Date.now() - 1);
    await vi.advanceTimersByTimeAsync(askEveryMs);
    expect(first.socket().asked).toContain("wake");
  });
});

test("a browser that gives no locks has a connection in every tab", async () => {
  const hub = channelHub<LineChannel>();
  const denied = { request: () => Promise.reject(new DOMException("no", "SecurityError")) } as unknown as LockManager;
  const lines = ["one", "two"].map((tab) => {
    const events = { onFrame: vi.fn<() => void>(), onStatus: vi.fn<() => void>(), onWelcome: vi.fn<() => void>(), onLead: vi.fn<() => void>(), onTabGone: vi.fn<() => void>() };
    return createTabLine({ tab, channel: hub.join(), locks: denied, lockName: "line", makeSocket: (given) => new StubSocket(given), isVisible: () => true, welcome: () => null, events });
  });
  for (const line of lines) line.start();
  await settled();
  expect(lines.map((line) => line.isLeading())).toEqual([true, true]);
});
