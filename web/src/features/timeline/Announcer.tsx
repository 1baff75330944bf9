/* Says politely what others write into the conversation on the screen. What was there on opening is not said. */
import { useRef } from "react";
import { usePerson } from "@/features/people/use-people";
import { useMyId } from "@/features/session/use-session";
import type { TimelineRow } from "./rows";

export function Announcer({ rows }: { rows: TimelineRow[] }) {
  const myId = useMyId();
  const last = rows.at(-1);
  const message = last?.type === "message" ? last.message : null;
  const firstNo = useRef(message?.message_no ?? 0);
  const author = usePerson(message?.actor_id ?? null);
  const isNew = message?.message_no != null && message.message_no > firstNo.current && message.actor_id !== myId;
  return (
    <div aria-live="polite" className="sr-only">
      {isNew && author && `${author.display_name}: ${message.body}`}
    </div>
  );
}
