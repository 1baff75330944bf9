/** Who is logged in, for components. */

import type { User } from "@/generated/contract";
import { useStore } from "@/store/store";
import { myId, type Session } from "./session";

export function useSession(): Session {
  return useStore((state) => state.session);
}

/** Me. Only for screens behind the login. */
export function useMe(): User {
  const session = useSession();
  if (session.status !== "signed-in") throw new Error("useMe is for screens behind the login");
  return session.user;
}

/** My user id; an empty string when nobody is logged in (a screen on its way out). */
export function useMyId(): string {
  return useStore((state) => myId(state.session) ?? "");
}
