import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Message } from "@/generated/contract";
import { aMessage, ana, bo, me, messageChange, minutes } from "@/testing/builders";
import { afterChange, afterChanges, recentLimit, withRecent } from "./message-changes";

const said = aMessage({ message_no: 1, seq: 1, body: "Five o'clock", reply_to: 7 });
const tombstone: Message = { ...said, body: "", deleted_at: minutes(5), deleter_id: ana, applied_seq: 5 };

describe("a message", () => {
  test("says what it was edited to, and since when", () => {
    expect(afterChange(said, messageChange(3, 1, { body: "Six" }))).toEqual({ ...said, body: "Six", edited_at: minutes(3), applied_seq: 3 });
  });

  test("that is deleted leaves its place and nothing else", () => {
    const lively = afterChanges(said, [messageChange(2, 1, { added: "👍" }), messageChange(3, 1, { body: "Six" })]);
    expect(afterChange(lively, messageChange(5, 1, "deleted"))).toEqual(tombstone);
  });

  test("knows who deleted it, as its author or an admin", () => {
    expect(afterChange(said, messageChange(5, 1, "deleted", bo))).toEqual({ ...tombstone, deleter_id: bo });
  });

  test("that was deleted stays so, whatever is told afterwards", () => {
    const after = afterChanges(tombstone, [messageChange(6, 1, { body: "Back" }), messageChange(7, 1, { added: "👍" })]);
    expect(after).toEqual({ ...tombstone, applied_seq: 7 });
  });

  test("whose edit is told without its words was deleted since", () => {
    expect(afterChange(said, messageChange(3, 1, { body: "" })).deleted_at).not.toBeNull();
  });

  test("keeps reactions in the order in which they came", () => {
    const changes = [messageChange(2, 1, { added: "👍" }, bo), messageChange(3, 1, { added: "🎉" }, me), messageChange(4, 1, { added: "👍" }, ana)];
    const reacted = afterChanges(said, changes);
    expect(reacted.reactions).toEqual([
      { emoji: "👍", user_ids: [bo, ana] },
      { emoji: "🎉", user_ids: [me] },
    ]);
    const left = afterChanges(reacted, [messageChange(5, 1, { removed: "🎉" }, me), messageChange(6, 1, { removed: "👍" }, bo)]);
    expect(left.reactions).toEqual([{ emoji: "👍", user_ids: [ana] }]);
  });

  test("is left alone by what happens to another", () => {
    expect(afterChange(said, messageChange(3, 2, "deleted"))).toBe(said);
  });

  test("is the same whatever is told twice", () => {
    const what = fc.oneof(fc.constant("deleted" as const), fc.record({ body: fc.string({ minLength: 1 }) }), fc.record({ added: fc.constantFrom("👍", "🎉") }), fc.record({ removed: fc.constantFrom("👍", "🎉") }));
    fc.assert(
      fc.property(fc.array(fc.tuple(what, fc.constantFrom(me, ana, bo)), { maxLength: 20 }), fc.array(fc.nat({ max: 19 })), (list, again) => {
        const changes = list.map(([one, actorId], index) => messageChange(index + 2, 1, one, actorId));
        const once = afterChanges(said, changes);
        const repeated = changes.flatMap((change, index) => [change, ...again.filter((place) => place <= index).map((place) => changes[place]!)]);
        expect(afterChanges(said, repeated)).toEqual(once);
        for (const change of changes) expect(afterChange(once, change)).toBe(once);
      }),
    );
  });
});

describe("what happened lately", () => {
  test("is kept up to a limit", () => {
    const all = Array.from({ length: recentLimit + 5 }, (_, index) => messageChange(index + 1, 1, { added: "👍" }));
    const recent = all.reduce(withRecent, []);
    expect([recent.length, recent.at(-1)?.seq]).toEqual([recentLimit, recentLimit + 5]);
  });

  test("holds no words of a deleted message", () => {
    const recent = [messageChange(2, 1, { body: "Secret" }), messageChange(3, 2, { body: "Open" }), messageChange(4, 1, "deleted")].reduce(withRecent, []);
    expect(recent.map((change) => change.seq)).toEqual([3, 4]);
  });
});
