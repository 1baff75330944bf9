/* What one found message looks like in a list: who said it, where, when, and the piece of it that matched. */
import { classes } from "@/components/classes";
import { Marked } from "@/components/Marked";
import { useNow } from "@/components/use-now";
import { PersonAvatar } from "@/features/people/PersonAvatar";
import { usePerson } from "@/features/people/use-people";
import { useMyId } from "@/features/session/use-session";
import type { FoundMessage } from "@/generated/contract";
import { t } from "@/i18n/t";
import { fullTime, shortTime } from "@/lib/times";

/** `place`: the title of its conversation, where that is not clear. */
export function FoundLine({ message, place }: { message: FoundMessage; place: string | null }) {
  const author = usePerson(message.actor_id);
  const myId = useMyId();
  const now = useNow();
  const name = message.actor_id === myId ? t("You") : (author?.display_name ?? "");
  const isElsewhere = place !== null && place !== name;
  return (
    <>
      <span className="self-start pt-0.5">
        <PersonAvatar userId={message.actor_id} size={28} />
      </span>
      <span className="min-w-0 flex-1 text-start line-up">
        <span className="flex items-baseline gap-2">
          <span dir="auto" className={classes("min-w-0 truncate text-ui font-medium", isElsewhere && "max-w-[55%] shrink-0")}>
            {name}
          </span>
          {isElsewhere && (
            <span dir="auto" className="min-w-0 flex-1 truncate text-small text-muted">
              {t("in {place}", { place })}
            </span>
          )}
          <time dateTime={message.at} title={fullTime(message.at)} className="ms-auto shrink-0 text-caption text-muted tabular">
            {shortTime(message.at, now)}
          </time>
        </span>
        <span dir="auto" className="line-clamp-2 text-small [overflow-wrap:anywhere] text-muted">
          <Marked text={message.snippet} spans={message.matches.map(({ start, end }) => [start, end] as const)} />
        </span>
      </span>
    </>
  );
}

/** Where a found message is read in its context. */
export function addressOf({ conversation_id, message_no }: FoundMessage): string {
  return `/c/${conversation_id}?message=${message_no}`;
}
