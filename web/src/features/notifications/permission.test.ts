import { expect, test } from "vitest";
import { permissionOf } from "./permission";

const desktop = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/140.0.0.0 Safari/537.36";
const phone = "Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 Chrome/140.0.0.0 Mobile Safari/537.36";

test.each([
  ["allowed", { permission: "granted" as const }, desktop, true],
  ["unasked", { permission: "default" as const }, desktop, true],
  ["blocked", { permission: "denied" as const }, desktop, true],
  ["unsupported", undefined, desktop, true],
  // The constructor is there, and throws.
  ["unsupported", { permission: "granted" as const }, phone, true],
  // Browsers say "denied" there, which nobody could undo.
  ["insecure", { permission: "denied" as const }, desktop, false],
])("it is %s", (expected, Notification, userAgent, isSecureContext) => {
  expect(permissionOf({ isSecureContext, navigator: { userAgent }, ...(Notification && { Notification }) })).toBe(expected);
});
