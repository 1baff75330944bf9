import { describe, expect, test } from "vitest";
import { startingPreferences } from "@/features/attention/levels";
import { aConversation, aMessage, ana, aUser, bo, me, minutes } from "@/testing/builders";
import { isPartial, joinedWith, newestFirst, partnerOf, readersOf, speaksTo, titleOf, totals, unreadOf, withMembers, withMention, withRead, withUnreadMark } from "./conversations";

const direct = aConversation({
  kind: "direct",
  title: null,
  members: [me, ana].map((user_id) => ({ user_id, role: "member", read_message_no: 0 })),
});

describe("conversations", () => {
  test("have as many unread messages as follow my read position", () => {
    expect(unreadOf(aConversation({ last_message_no: 9, read_message_no: 4 }))).toBe(5);
  });

  test("have none when another device has read further than we know the log", () => {
    expect(unreadOf(aConversation({ last_message_no: 4, read_message_no: 9 }))).toBe(0);
  });

  test("add up what is unread or marked so, and mentions, but for muted ones", () => {
    const byId = {
      a: aConversation({ id: "a", last_message_no: 3, mentions: 2 }),
      b: aConversation({ id: "b", last_message_no: 5, read_message_no: 4, unread_mark: 4 }),
      c: aConversation({ id: "c", unread_mark: 0 }),
      d: aConversation({ id: "d", last_message_no: 9, mentions: 1 }),
      e: aConversation({ id: "e", last_message_no: 9, unread_mark: 0 }),
    };
    const preferences = { ...startingPreferences, conversations: { d: "nothing" as const }, muted_until: { e: minutes(5), a: minutes(1) } };
    const of = (now: string) => totals({ status: "ready", failure: null, byId }, preferences, Date.parse(now));
    expect([of(minutes(4)), of(minutes(0)), of(minutes(5))]).toEqual([
      { unread: 5, mentions: 2 },
      { unread: 2, mentions: 0 },
      { unread: 14, mentions: 2 },
    ]);
  });

  test("stay marked as unread while I have read no further, in whatever order the news come", () => {
    const known = aConversation({ last_message_no: 5, read_message_no: 3 });
    const marked = withUnreadMark(known, 3);
    expect(marked.unread_mark).toBe(3);
    expect(withRead(marked, bo, 5, me).unread_mark).toBe(3);
    expect(withRead(marked, me, 4, me).unread_mark).toBeNull();
    expect(withUnreadMark(withRead(known, me, 4, me), 3).unread_mark).toBeNull();
    expect(withUnreadMark(marked, null).unread_mark).toBeNull();
    expect(joinedWith(marked, { ...known, last_seq: 0 }).unread_mark).toBeNull();
  });

  test("stand newest first, by what was last said or by their beginning", () => {
    const quiet = aConversation({ id: "quiet", created_at: minutes(5) });
    const old = aConversation({ id: "old", last_message: aMessage({ at: minutes(2) }) });
    const fresh = aConversation({ id: "fresh", last_message: aMessage({ at: minutes(9) }) });
    expect(newestFirst([old, quiet, fresh]).map(({ id }) => id)).toEqual(["fresh", "quiet", "old"]);
  });

  test("are called after the other person, or by their title", () => {
    expect(partnerOf(direct, me)).toBe(ana);
    expect(titleOf(direct, me, { [ana]: aUser(ana, "Ana") })).toBe("Ana");
    expect(titleOf(aConversation(), me, {})).toBe("Garden");
  });

  test("never show an id for a person who is still being fetched", () => {
    expect(titleOf(direct, me, {})).toBe("…");
  });

  test("keep what is newer when an older answer arrives late, but take its read positions", () => {
    const known = aConversation({ title: "New", last_seq: 9, last_message_no: 8, read_message_no: 3 });
    const late = withRead(aConversation({ title: "Old", last_seq: 5, last_message_no: 5, read_message_no: 5 }), bo, 4, me);
    const both = joinedWith(known, late);
    expect(both).toMatchObject({ title: "New", last_seq: 9, last_message_no: 8, read_message_no: 5, unread: 3 });
    expect(both.members.find((member) => member.user_id === bo)?.read_message_no).toBe(4);
  });

  test("of many members keep those whom an answer left out, until the whole list comes", () => {
    const large = aConversation({ member_count: 4, members: aConversation().members.slice(0, 2) });
    const whole = withMembers(large, ["w", me, ana, bo].map((user_id) => ({ user_id, role: "member", read_message_no: 0 })));
    expect(isPartial(whole)).toBe(false);
    expect(joinedWith(whole, large).members.map((member) => member.user_id)).toEqual([me, ana, "w", bo]);
    expect(joinedWith(whole, aConversation()).members.map((member) => member.user_id)).toEqual([me, ana, bo]);
  });

  test("know who has read a message of mine", () => {
    const read = withRead(aConversation({ last_message_no: 5 }), ana, 4, me);
    expect(readersOf(read, 4, me)).toEqual([ana]);
    expect(readersOf(read, 5, me)).toEqual([]);
  });

  test("count the unread messages that speak to me, as they are now", () => {
    const known = aConversation({ last_message_no: 5, read_message_no: 1 });
    const twice = withMention(withMention(withMention(known, 4, true), 2, true), 4, true);
    expect(twice).toMatchObject({ mentions: 2, mentioned_in: [2, 4] });
    expect(withMention(twice, 1, true).mentioned_in).toEqual([2, 4]);
    expect(withRead(twice, me, 2, me)).toMatchObject({ mentions: 1, mentioned_in: [4] });
    expect(withMention(twice, 4, false).mentioned_in).toEqual([2]);
    expect(withMention(twice, 3, false)).toBe(twice);
    expect([speaksTo(["all"], me), speaksTo([ana, me], me), speaksTo([ana], me), speaksTo(undefined, me)]).toEqual([true, true, false, false]);
  });

  test("lose no read position to an older one", () => {
    const read = withRead(withRead(aConversation({ last_message_no: 5 }), me, 4, me), me, 2, me);
    expect(read.read_message_no).toBe(4);
    expect(read.unread).toBe(1);
  });
});
