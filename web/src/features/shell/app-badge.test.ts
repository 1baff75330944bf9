import { expect, test, vi } from "vitest";
import { startingConversations } from "@/features/conversations/conversations";
import { newStore } from "@/store/store";
import { aConversation } from "@/testing/builders";
import { followUnread } from "./app-badge";

function setUp() {
  const said: number[] = [];
  const store = newStore();
  const holder = {
    setAppBadge: vi.fn(async (count?: number) => void said.push(count ?? -1)),
    clearAppBadge: vi.fn(async () => void said.push(0)),
  };
  const unread = (...counts: number[]) => {
    const all = counts.map((last_message_no, index) => aConversation({ id: `c${index}`, last_message_no }));
    store.setState({ conversations: { status: "ready", failure: null, byId: Object.fromEntries(all.map((one) => [one.id, one])) } });
  };
  return { said, store, holder, unread };
}

test("the icon carries what is unread in all conversations, and nothing when all is read or nobody is logged in", () => {
  const { said, store, holder, unread } = setUp();
  followUnread(store, holder);
  unread(2, 3);
  unread(0, 3);
  unread(0, 0);
  unread(1);
  store.setState({ conversations: startingConversations });
  expect(said).toEqual([0, 5, 3, 0, 1, 0]);
});

test("the icon is not touched while its number stays", () => {
  const { said, store, holder, unread } = setUp();
  unread(4);
  followUnread(store, holder);
  unread(1, 3);
  expect(said).toEqual([4]);
});

test("a system without badges, or one that refuses, is left alone", async () => {
  const { store, holder, unread } = setUp();
  followUnread(store, {});
  holder.setAppBadge.mockRejectedValue(new Error("not installed"));
  followUnread(store, holder);
  unread(1);
  await Promise.resolve();
  expect(holder.setAppBadge).toHaveBeenCalledWith(1);
});
