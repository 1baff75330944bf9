/* Says politely what others write into the conversation on the screen, wherever one reads. What was there on opening is not said. */
import { useRef } from "react";
import { saidIn } from "@/features/attachments/attachments";
import { usePerson } from "@/features/people/use-people";
import { useMyId } from "@/features/session/use-session";
import type { Message } from "@/generated/contract";

/** `message`: the newest of the conversation. */
export function Announcer({ message }: { message: Message | null }) {
  const myId = useMyId();
  const firstNo = useRef(message?.message_no ?? 0);
  const author = usePerson(message?.actor_id ?? null);
  const isNew = message !== null && message.message_no > firstNo.current && message.actor_id !== myId && !message.deleted_at;
  return (
    <div aria-live="polite" className="sr-only">
      {isNew && author && `${author.display_name}: ${saidIn(message)}`}
    </div>
  );
}
