/* Above a reply: whom and what it answers, in one line with a bar in that person's colour. A press goes there. */
import { natter } from "@/app/natter";
import { saidIn } from "@/features/attachments/attachments";
import { usePerson } from "@/features/people/use-people";
import type { Message } from "@/generated/contract";
import { t } from "@/i18n/t";
import { useRowActing } from "./row-acting";
import { useQuoted } from "./use-messages";

type Props = { conversationId: string; messageNo: number };

export function ReplyQuote({ conversationId, messageNo }: Props) {
  const quoted = useQuoted(conversationId, messageNo);
  const author = usePerson(quoted?.actor_id ?? null);
  const { isReachable } = useRowActing();
  return (
    <button
      type="button"
      tabIndex={isReachable ? 0 : -1}
      onClick={() => natter.timeline.jumpTo(conversationId, messageNo)}
      className="relative mb-0.5 flex max-w-full min-w-0 items-center gap-2 rounded-control pe-2 text-start text-small text-muted transition-colors hover:text-ink touch:after:absolute touch:after:-inset-y-2.5 touch:after:inset-x-0"
    >
      <span aria-hidden className="h-4.5 w-0.75 shrink-0 rounded-full bg-line-strong" style={author ? { background: `var(--person-text-${author.colour % 12})` } : undefined} />
      <span className="sr-only">{t("In reply to")} </span>
      {author && (
        <span dir="auto" className="max-w-40 shrink-0 truncate font-medium text-ink">
          {author.display_name}
        </span>
      )}
      <span dir="auto" className="min-w-0 truncate">
        {wordsOf(quoted)}
      </span>
    </button>
  );
}

/** One line of it. */
export function wordsOf(quoted: Message | null | undefined): string {
  if (quoted === undefined) return "…";
  if (quoted === null) return t("A message that is not here");
  return quoted.deleted_at ? t("Message deleted") : saidIn(quoted);
}
