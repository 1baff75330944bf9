import { expect, test } from "vitest";
import { aNotification, minutes } from "@/testing/builders";
import { type Toast, toastLimit, unreadNotifications, withNotifications, withToast } from "./notifications";

test("notifications stand newest first, each once", () => {
  const list = withNotifications([aNotification({ message_no: 2 })], [aNotification({ message_no: 1 }), aNotification({ message_no: 2 }), aNotification({ message_no: 3 })]);
  expect(list.map((notification) => notification.message_no)).toEqual([3, 2, 1]);
});

test("a notification that was read here stays read when an older answer arrives", () => {
  const list = withNotifications([aNotification({ read_at: minutes(9) })], [aNotification()]);
  expect(unreadNotifications(list)).toBe(0);
});

test("the newest toasts stay when there are too many", () => {
  const toasts = [1, 2, 3, 4].reduce<Toast[]>((all, no) => withToast(all, aNotification({ message_no: no })), []);
  expect(toasts).toHaveLength(toastLimit);
  expect(toasts.at(-1)?.notification.message_no).toBe(4);
});
