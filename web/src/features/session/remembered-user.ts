/** Who is logged in on this browser, remembered so that the client opens before the server has answered, or without it. */

import type { User } from "@/generated/contract";

const KEY = "natter.me";

export function rememberUser(storage: Storage, user: User): void {
  const { id, username, display_name, avatar_url, colour, status_text } = user;
  storage.setItem(KEY, JSON.stringify({ id, username, display_name, avatar_url, colour, status_text } satisfies User));
}

export function forgetUser(storage: Storage): void {
  storage.removeItem(KEY);
}

/** Null when nobody is remembered, or it cannot be read. */
export function rememberedUser(storage: Storage): User | null {
  try {
    const user = JSON.parse(storage.getItem(KEY) ?? "null") as Partial<User> | null;
    return typeof user?.id === "string" && typeof user.display_name === "string" && typeof user.username === "string" ? (user as User) : null;
  } catch {
    return null;
  }
}
