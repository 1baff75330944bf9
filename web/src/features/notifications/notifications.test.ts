import { expect, test } from "vitest";
import { ana, aNotification, aUser, messageChange, minutes } from "@/testing/builders";
import { notificationsAfter, startingNotifications, type Toast, toastLimit, unreadNotifications, withNotifications, withToast } from "./notifications";

test("notifications stand newest first, each once", () => {
  const list = withNotifications([aNotification({ message_no: 2 })], [aNotification({ message_no: 1 }), aNotification({ message_no: 2 }), aNotification({ message_no: 3 })]);
  expect(list.map((notification) => notification.message_no)).toEqual([3, 2, 1]);
});

test("a notification that was read here stays read when an older answer arrives", () => {
  const list = withNotifications([aNotification({ read_at: minutes(9) })], [aNotification()]);
  expect(unreadNotifications(list)).toBe(0);
});

test("the newest toasts stay when there are too many", () => {
  const toasts = [1, 2, 3, 4].reduce<Toast[]>((all, no) => withToast(all, aNotification({ conversation_id: `conversation ${no}`, message_no: no })), []);
  expect(toasts).toHaveLength(toastLimit);
  expect(toasts.at(-1)?.notification.message_no).toBe(4);
});

test("a conversation has one toast, with its newest message", () => {
  const toasts = [1, 2].reduce<Toast[]>((all, no) => withToast(all, aNotification({ message_no: no })), []);
  expect(toasts.map(({ notification }) => notification.message_no)).toEqual([2]);
});

const told = (no: number) => aNotification({ message_no: no });
const state = () => ({
  notifications: { ...startingNotifications, list: [told(2), told(1)] },
  toasts: [{ id: "toast", notification: told(2) }],
  people: { [ana]: aUser(ana, "Ana") },
});

test("nobody is told of a deleted message any more", () => {
  const { notifications, toasts } = notificationsAfter(state(), "group", messageChange(9, 2, "deleted"));
  expect([notifications.list, toasts]).toEqual([[told(1)], []]);
});

test.each([
  ["group", "Ana: Six, not five"],
  ["direct", "Six, not five"],
] as const)("an edited message of a %s conversation is told of as it reads now", (kind, preview) => {
  const { notifications, toasts } = notificationsAfter(state(), kind, messageChange(9, 2, { body: "  Six,\nnot five " }));
  expect(notifications.list.map((one) => one.preview)).toEqual([preview, "hello"]);
  expect(toasts[0]?.notification.preview).toBe(preview);
});

test("an edited message in another direction than its author's name is kept apart from it, as the server does", () => {
  const { notifications } = notificationsAfter(state(), "group", messageChange(9, 2, { body: "\u0645\u0631\u062d\u0628\u0627" }));
  expect(notifications.list[0]?.preview).toBe("\u2068Ana\u2069: \u0645\u0631\u062d\u0628\u0627");
});

test("a long edited message is told of in one line", () => {
  const { notifications } = notificationsAfter(state(), "direct", messageChange(9, 2, { body: "x".repeat(500) }));
  expect(notifications.list[0]?.preview).toBe(`${"x".repeat(139)}…`);
});
