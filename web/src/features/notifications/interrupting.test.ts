import fc from "fast-check";
import { beforeEach, expect, test, vi } from "vitest";
import type { Notification } from "@/generated/contract";
import { applyFrame } from "@/store/apply-frame";
import { newStore } from "@/store/store";
import { aConversation, aNotification, conversationId, minutes, start, stateWith } from "@/testing/builders";
import { startingPreferences } from "@/features/attention/levels";
import { chimePauseMs, startInterrupting } from "./interrupting";
import { usualInterruptions } from "./interruptions";
import type { SystemNotice } from "./system-notice";

beforeEach(() => void vi.useFakeTimers({ now: start }));

const no = fc.integer({ min: 1, max: 4 });
const happening = fc.oneof(
  fc.tuple(fc.constant("tell" as const), no),
  fc.tuple(fc.constant("reword" as const), no),
  fc.tuple(fc.constant("withdraw" as const), no),
  fc.tuple(fc.constant("remove" as const), no),
);

test("in whatever order things happen, the system shows one at most, unread and with its present words", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(happening, { maxLength: 12 }), async (all) => {
      const { store, screen, tell, reword, withdraw, remove } = setUp();
      for (const [index, [what, message_no]] of all.entries()) {
        if (what === "tell") await tell({ message_no, preview: `${index}` });
        if (what === "reword") await reword({ message_no, preview: `${index}` });
        if (what === "withdraw") await withdraw(message_no);
        if (what === "remove") await remove(message_no);
        const unread = store.getState().notifications.list.filter(({ read_at }) => read_at === null);
        expect(screen.length).toBeLessThanOrEqual(1);
        for (const { body } of screen) expect(unread.map(({ preview }) => preview)).toContain(body);
      }
      await withdraw(4);
      expect(screen).toEqual([]);
    }),
    { numRuns: 200 },
  );
});

/** One tab in the background, without any other that has the focus, which leads; `screen` is what the system shows. */
function setUp() {
  const store = newStore();
  store.setState({ ...stateWith(aConversation()), view: { ...store.getState().view, isFocused: false } });
  const tab = { isLeading: true, isAnyFocused: false, isAllowed: true };
  const chosen = usualInterruptions(false);
  const screen: (SystemNotice & { press(): void; putAside(): void })[] = [];
  const alerts: string[] = [];
  const opened: string[] = [];
  let chimes = 0;
  const interrupting = startInterrupting({
    store,
    chosen: () => chosen,
    isLeading: () => tab.isLeading,
    isAnyFocused: async () => tab.isAnyFocused,
    show(notice, isQuiet, { onPress, onGone }) {
      if (!tab.isAllowed) return null;
      const shown = { ...notice, press: onPress, putAside: () => close() };
      const close = () => {
        if (screen.includes(shown)) screen.splice(screen.indexOf(shown), 1);
        onGone();
      };
      const replaced = screen.find(({ tag }) => tag === notice.tag);
      screen.push(shown);
      replaced?.putAside();
      if (!isQuiet) alerts.push(notice.body);
      return { close };
    },
    chime: () => (chimes += 1),
    onOpen: (id) => opened.push(id),
  });
  const frame = (told: Parameters<typeof applyFrame>[1]) => {
    store.setState((state) => applyFrame(state, told, start));
    return vi.advanceTimersByTimeAsync(0);
  };
  return {
    store,
    tab,
    chosen,
    screen,
    alerts,
    opened,
    interrupting,
    chimes: () => chimes,
    bodies: () => screen.map(({ body }) => body),
    tell: (change: Partial<Notification> = {}) => frame({ type: "notification", action: "created", notification: aNotification(change) }),
    reword: (change: Partial<Notification> = {}) => frame({ type: "notification", action: "reworded", notification: aNotification(change) }),
    withdraw: (message_no: number) => frame({ type: "notification", action: "withdrawn", conversation_id: conversationId, message_no }),
    remove: (message_no: number) => frame({ type: "notification", action: "removed", conversation_id: conversationId, message_no }),
  };
}

test("what is told in the background is shown by the system and sounds", async () => {
  const { tell, screen, chimes } = setUp();
  await tell({ title: "Ana", preview: "hello" });
  expect(screen).toMatchObject([{ title: "Ana", body: "hello" }]);
  expect(chimes()).toBe(1);
});

test.each([
  ["another tab has the connection", { isLeading: false }, 0, 0],
  ["another tab has the focus and says it itself", { isAnyFocused: true }, 0, 0],
  ["the browser does not let us", { isAllowed: false }, 0, 1],
])("nothing is shown while %s", async (_, change, shown, sounds) => {
  const { tab, tell, screen, chimes } = setUp();
  Object.assign(tab, change);
  await tell();
  expect([screen.length, chimes()]).toEqual([shown, sounds]);
});

test("the tab that has the focus sounds for what is told elsewhere, whoever has the connection", async () => {
  const { store, tab, tell, screen, chimes } = setUp();
  Object.assign(tab, { isLeading: false, isAnyFocused: true });
  store.setState(({ view }) => ({ view: { ...view, isFocused: true } }));
  await tell();
  expect([screen.length, chimes()]).toEqual([0, 1]);
});

test("the conversation that is open in the focused tab interrupts with nothing", async () => {
  const { store, tab, tell, screen, chimes } = setUp();
  tab.isAnyFocused = true;
  store.setState(({ view }) => ({ view: { ...view, isFocused: true, conversationId } }));
  await tell();
  expect([screen.length, chimes()]).toEqual([0, 0]);
});

test("a pause holds back both and lists what was told", async () => {
  const { store, tell, screen, chimes } = setUp();
  store.setState({ preferences: { ...startingPreferences, paused_until: minutes(1) } });
  await tell();
  expect([screen.length, chimes(), store.getState().notifications.list.length]).toEqual([0, 0, 1]);
});

test("what this device chose is obeyed", async () => {
  const { chosen, tell, bodies, chimes } = setUp();
  Object.assign(chosen, { words: false, sound: false });
  await tell({ id: "n1", conversation_id: "c1", preview: "secret" });
  await tell({ id: "n2", conversation_id: "c2", kind: "mention", preview: "secret @me" });
  chosen.system = false;
  await tell({ id: "n3", conversation_id: "c3" });
  expect([bodies(), chimes()]).toEqual([["New message", "You were mentioned"], 0]);
});

test("the newest of a conversation takes the place of the one before, and a burst sounds once", async () => {
  const { tell, bodies, alerts, chimes } = setUp();
  for (const message_no of [1, 2, 3]) await tell({ id: `n${message_no}`, message_no, preview: `${message_no}` });
  expect([bodies(), alerts, chimes()]).toEqual([["3"], ["1", "2", "3"], 1]);
  await vi.advanceTimersByTimeAsync(chimePauseMs);
  await tell({ id: "n4", message_no: 4 });
  expect(chimes()).toBe(2);
});

test("it goes when it is read on any device, not when only what came before it is", async () => {
  const { tell, withdraw, bodies } = setUp();
  await tell({ id: "n5", message_no: 5, preview: "five" });
  await withdraw(4);
  expect(bodies()).toEqual(["five"]);
  await withdraw(5);
  expect(bodies()).toEqual([]);
});

test("what is read before it could be shown is not shown", async () => {
  const { tell, withdraw, bodies, chimes } = setUp();
  await Promise.all([tell({ message_no: 5 }), withdraw(5)]);
  expect([bodies(), chimes()]).toEqual([[], 0]);
});

test("a deleted message goes, an edited one reads as it does now, without another alert", async () => {
  const { tell, reword, remove, bodies, alerts, chimes } = setUp();
  await tell({ message_no: 5, preview: "befor" });
  await reword({ message_no: 5, preview: "before" });
  expect([bodies(), alerts, chimes()]).toEqual([["before"], ["befor"], 1]);
  await remove(5);
  expect(bodies()).toEqual([]);
});

test("what was put aside does not come back with an edit", async () => {
  const { tell, reword, screen, bodies } = setUp();
  await tell({ preview: "befor" });
  screen[0]?.putAside();
  await reword({ preview: "before" });
  expect(bodies()).toEqual([]);
});

test("a press opens its conversation", async () => {
  const { tell, screen, opened } = setUp();
  await tell();
  screen[0]?.press();
  expect([opened, screen.length]).toEqual([[conversationId], 0]);
});

test("a list that is read from the server after an absence interrupts with nothing", async () => {
  const { store, screen, chimes } = setUp();
  store.setState({ notifications: { status: "ready", list: [aNotification()], next: null } });
  await vi.advanceTimersByTimeAsync(0);
  expect([screen.length, chimes()]).toEqual([0, 0]);
});

test("a page that goes away takes what it shows along, and goes on if it comes back", async () => {
  const { tell, interrupting, bodies } = setUp();
  await tell({ id: "n1", preview: "one" });
  interrupting.clear();
  expect(bodies()).toEqual([]);
  await tell({ id: "n2", message_no: 2, preview: "two" });
  expect(bodies()).toEqual(["two"]);
  interrupting.stop();
  await tell({ id: "n3", message_no: 3 });
  expect(bodies()).toEqual([]);
});
