/** Who is logged in on this device, as the store remembers it. */

import type { User } from "@/generated/contract";

/**
 * starting: asking the server whether the cookie still holds · unreachable: it does not answer, we keep trying ·
 * signed-out · signed-in: `user` is me.
 */
export type Session =
  | { status: "starting" }
  | { status: "unreachable"; message: string }
  | {
      status: "signed-out";
      /** Why, when it was not asked for: to show above the form. */
      reason: string | null;
      /** Asked for in this browser: whoever logs in next starts at the beginning. */
      isByChoice: boolean;
    }
  | { status: "signed-in"; user: User };

export const startingSession: Session = { status: "starting" };

/** My user id, or null when nobody is logged in. */
export function myId(session: Session): string | null {
  return session.status === "signed-in" ? session.user.id : null;
}
