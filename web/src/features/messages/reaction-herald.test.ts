import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { emptyTimeline } from "@/features/timeline/timeline";
import { applyFrame } from "@/store/apply-frame";
import { startCursor } from "@/store/log-cursor";
import { newStore } from "@/store/store";
import { aConversation, aMessage, ana, aUser, bo, conversationId, me, messageChange, start, stateWith } from "@/testing/builders";
import type { MessageChange } from "./message-changes";
import { apartMs, gatherMs, heraldReactions } from "./reaction-herald";

beforeEach(() => void vi.useFakeTimers({ now: start }));
afterEach(() => void vi.useRealTimers());

const lunch = aMessage({ message_no: 1, seq: 1, actor_id: me, body: "Lunch at noon?" });
const idea = aMessage({ message_no: 2, seq: 2, actor_id: me, body: "Or outside" });
const theirs = aMessage({ message_no: 3, seq: 3, actor_id: ana, body: "Where?" });

function setUp() {
  const store = newStore();
  store.setState({
    ...stateWith(aConversation({ last_seq: 3, last_message_no: 3, last_message: theirs })),
    people: { [ana]: aUser(ana, "Ana"), [bo]: aUser(bo, "Bo") },
    cursors: { [conversationId]: startCursor(3) },
    timelines: { [conversationId]: { ...emptyTimeline, messages: [lunch, idea, theirs], status: "ready" } },
  });
  const said: string[] = [];
  const stop = heraldReactions(store, conversationId, (sentence) => said.push(sentence));
  let seq = 3;
  const happens = (messageNo: number, what: { added: string } | { removed: string } | "deleted", actorId = ana): void => {
    seq += 1;
    store.setState((state) => applyFrame(state, messageChange(seq, messageNo, what, actorId), Date.now()));
  };
  return { store, said, stop, happens };
}

describe("reactions to my messages in the open conversation", () => {
  test("are told with who, what and to which words", () => {
    const { said, happens } = setUp();
    happens(1, { added: "👍" });
    expect(said).toEqual([]);
    vi.advanceTimersByTime(gatherMs);
    expect(said).toEqual(["Ana reacted with 👍 to “Lunch at noon?”"]);
  });

  test("that come together are one sentence", () => {
    const { said, happens } = setUp();
    happens(1, { added: "👍" });
    happens(1, { added: "🎉" }, bo);
    vi.advanceTimersByTime(gatherMs);
    happens(1, { added: "🎉" });
    happens(2, { added: "👍" });
    vi.advanceTimersByTime(apartMs);
    expect(said).toEqual(["Ana and Bo reacted with 👍 🎉 to “Lunch at noon?”", "Ana reacted to 2 of your messages"]);
  });

  test("are not told when they are taken back meanwhile, or with the message", () => {
    const { said, happens } = setUp();
    happens(1, { added: "👍" });
    happens(2, { added: "👍" });
    happens(1, { removed: "👍" });
    happens(2, "deleted", me);
    vi.advanceTimersByTime(apartMs * 2);
    expect(said).toEqual([]);
  });

  test("are told; my own, those to others, and those from before are not", () => {
    const { store, said, stop, happens } = setUp();
    happens(1, { added: "👍" }, me);
    happens(3, { added: "👍" }, bo);
    vi.advanceTimersByTime(apartMs);
    happens(1, { added: "👍" });
    stop();
    vi.advanceTimersByTime(apartMs);
    heraldReactions(store, conversationId, (sentence) => said.push(sentence));
    happens(3, { added: "🎉" }, bo);
    vi.advanceTimersByTime(apartMs);
    expect(said).toEqual([]);
  });

  test("never make a screen reader hurry, and none is forgotten", () => {
    const reactions = fc.array(fc.record({ after: fc.nat({ max: 3 * apartMs }), messageNo: fc.constantFrom(1, 2), emoji: fc.constantFrom("👍", "🎉", "❤️"), actorId: fc.constantFrom(ana, bo) }), { minLength: 1, maxLength: 15 });
    fc.assert(
      fc.property(reactions, (list) => {
        const { store, happens, stop } = setUp();
        stop();
        const told: { at: number; upTo: MessageChange | undefined }[] = [];
        const last = () => store.getState().timelines[conversationId]?.recent.at(-1);
        const stopNow = heraldReactions(store, conversationId, () => told.push({ at: Date.now(), upTo: last() }));
        for (const { after, messageNo, emoji, actorId } of list) {
          vi.advanceTimersByTime(after);
          happens(messageNo, { added: emoji }, actorId);
        }
        const end = Date.now();
        vi.advanceTimersByTime(apartMs);
        stopNow();
        for (const [index, { at }] of told.entries()) expect(at - (told[index - 1]?.at ?? -apartMs)).toBeGreaterThanOrEqual(apartMs);
        expect(told.at(-1)?.upTo).toBe(last());
        expect(told.at(-1)!.at).toBeLessThanOrEqual(end + apartMs);
      }),
    );
  });
});
