/* The last line of a timeline, always there so that nothing moves: who is writing, and how far the last message got. */
import { Check } from "lucide-react";
import { useEffect, useState } from "react";
import { useIsOnline } from "@/features/connection/use-connection";
import { useReaders, type ConversationView } from "@/features/conversations/use-conversations";
import { PersonAvatar } from "@/features/people/PersonAvatar";
import { usePeople } from "@/features/people/use-people";
import { useTyping } from "@/features/presence/use-presence";
import { useMyId } from "@/features/session/use-session";
import { number, t } from "@/i18n/t";
import { listOfNames, typingSentence } from "./sentences";
import type { ShownMessage, TimelineRow } from "./rows";

/** A send that takes no longer than this is not worth a word. */
const SLOW_MILLISECONDS = 600;
const MOST_AVATARS = 5;

/** `last`: the newest row; null while it is not among those loaded. */
export function StatusLine({ view, last }: { view: ConversationView; last: TimelineRow | null }) {
  const message = last?.type === "message" ? last.message : null;
  return (
    <div className="flex h-7 items-center justify-between gap-3 px-4 ps-16 text-caption text-muted phone:px-3 phone:ps-15">
      <TypingNames conversationId={view.conversation.id} />
      {message && <Reach message={message} view={view} />}
    </div>
  );
}

function TypingNames({ conversationId }: { conversationId: string }) {
  const myId = useMyId();
  const ids = useTyping(conversationId).filter((id) => id !== myId);
  const people = usePeople(ids);
  const sentence = typingSentence(ids.flatMap((id) => people[id]?.display_name ?? []));
  return (
    <span className="flex min-w-0 items-center gap-2">
      {sentence && (
        <>
          <span aria-hidden className="flex gap-0.5 text-accent-ink">
            {["", "[animation-delay:150ms]", "[animation-delay:300ms]"].map((delay) => (
              <span key={delay} className={`size-1 animate-blink rounded-full bg-current still:animate-none ${delay}`} />
            ))}
          </span>
          <span className="truncate">{sentence}</span>
        </>
      )}
    </span>
  );
}

function Reach({ message, view }: { message: ShownMessage; view: ConversationView }) {
  const myId = useMyId();
  const readers = useReaders(view.conversation.id, message.message_no).filter((id) => id !== message.actor_id);
  const people = usePeople(readers);
  const isMine = message.actor_id === myId;
  // These say themselves what goes on.
  if (message.delivery === "failed" || message.uploads) return null;
  if (message.delivery === "sending") return <OnItsWay key={message.key} />;
  if (readers.length === 0) return isMine ? <Sent /> : null;
  const seenBy = t("Seen by {names}", { names: listOfNames(readers.flatMap((id) => people[id]?.display_name ?? [])) });
  if (view.conversation.kind === "direct") return isMine ? <span>{t("Seen")}</span> : null;
  return (
    <span className="flex shrink-0 items-center gap-1.5" title={seenBy}>
      <span className="sr-only">{seenBy}</span>
      <span className="flex -space-x-1 rtl:space-x-reverse">
        {readers.slice(0, MOST_AVATARS).map((id) => (
          <span key={id} className="rounded-full ring-2 ring-bg">
            <PersonAvatar userId={id} size={20} />
          </span>
        ))}
      </span>
      {readers.length > MOST_AVATARS && (
        <span aria-hidden className="tabular">
          {number(readers.length - MOST_AVATARS, { signDisplay: "always" })}
        </span>
      )}
    </span>
  );
}

function Sent() {
  return (
    <span className="flex items-center gap-1">
      <Check aria-hidden size={12} strokeWidth={2} /> {t("Sent")}
    </span>
  );
}

function OnItsWay() {
  const isOnline = useIsOnline();
  const [isSlow, setSlow] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setSlow(true), SLOW_MILLISECONDS);
    return () => clearTimeout(timer);
  }, []);
  if (!isSlow) return null;
  return <span>{isOnline ? t("Sending") : t("Kept, and sent when you are connected")}</span>;
}
