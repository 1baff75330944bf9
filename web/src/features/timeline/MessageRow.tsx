/* One message: with author and time where a group begins, else with its time at the left on hover or focus. */
import { lazy, memo, Suspense } from "react";
import { classes } from "@/components/classes";
import { MessageText } from "@/components/MessageText";
import { Attachments } from "@/features/attachments/Attachments";
import { MessageItem } from "@/features/messages/MessageItem";
import { Reactions } from "@/features/messages/Reactions";
import { ReplyQuote } from "@/features/messages/ReplyQuote";
import { Tombstone } from "@/features/messages/Tombstone";
import { useWithMyChanges } from "@/features/messages/use-messages";
import { WaitingSign } from "@/features/messages/WaitingSign";
import { PersonAvatar } from "@/features/people/PersonAvatar";
import { usePerson } from "@/features/people/use-people";
import { t } from "@/i18n/t";
import { fullTime, timeOfDay } from "@/lib/times";
import { Foldable } from "./Foldable";
import type { ShownMessage } from "./rows";

/** Comes with the first message that speaks to somebody. */
const MentioningText = lazy(async () => ({ default: (await import("@/features/messages/MentioningText")).MentioningText }));
const FailedSend = lazy(async () => ({ default: (await import("./FailedSend")).FailedSend }));
const RefusedChange = lazy(async () => ({ default: (await import("@/features/messages/RefusedChange")).RefusedChange }));

type Props = { message: ShownMessage; isGroupStart: boolean; isGroup: boolean; isCompact: boolean };

export const MessageRow = memo(function MessageRow({ message: logged, isGroupStart, isGroup, isCompact }: Props) {
  const { message, waiting, refused } = useWithMyChanges(logged);
  const author = usePerson(message.actor_id);
  const isFailed = message.delivery === "failed";
  return (
    <MessageItem
      message={message}
      className={classes(
        "group/message flex gap-3 rounded-control px-4 -outline-offset-2 phone:px-3",
        isGroupStart ? "mt-(--group-gap) pt-(--group-lead) pb-(--message-pad)" : "py-(--message-pad)",
        isFailed ? "bg-danger-tint" : "hoverable:hover:bg-hover/60",
      )}
    >
      <div className="w-9 shrink-0 select-none">
        {isGroupStart ? (
          <div className="flex justify-center pt-0.5">
            <PersonAvatar userId={message.actor_id} size={isCompact ? 28 : 36} />
          </div>
        ) : (
          <Time at={message.at} className="block text-center text-[0.6875rem] leading-[calc(var(--size-body)*var(--line-body))] opacity-0 group-hover/message:opacity-100 group-focus-visible/message:opacity-100" />
        )}
      </div>
      <div className="min-w-0 flex-1">
        {isGroupStart ? (
          <div className="flex items-baseline gap-2">
            <span
              dir="auto"
              className="truncate text-ui font-semibold"
              style={isGroup && author ? { color: `var(--person-text-${author.colour % 12})` } : undefined}
            >
              {author?.display_name ?? "\u00a0"}
            </span>
            <Time at={message.at} className="shrink-0 text-caption" />
            {message.edited_at && <Edited at={message.edited_at} isWaiting={waiting.edit} />}
          </div>
        ) : (
          <span className="sr-only">{author?.display_name}: </span>
        )}
        {message.reply_to !== null && !message.deleted_at && <ReplyQuote conversationId={message.conversation_id} messageNo={message.reply_to} />}
        <div className={classes("transition-opacity", message.delivery === "sending" && "opacity-70")}>
          {message.deleted_at ? (
            <Tombstone deletedAt={message.deleted_at} adminId={message.deleter_id === message.actor_id ? null : message.deleter_id} waiting={waiting.deletion} />
          ) : (
            message.body !== "" && (
              <Foldable body={message.body}>
                {message.mentions.length > 0 ? (
                  <Suspense fallback={<MessageText body={message.body} />}>
                    <MentioningText body={message.body} mentions={message.mentions} actorId={message.actor_id} />
                  </Suspense>
                ) : (
                  <MessageText body={message.body} />
                )}
              </Foldable>
            )
          )}
        </div>
        <Attachments message={message} />
        {message.edited_at && !isGroupStart && <Edited at={message.edited_at} isWaiting={waiting.edit} />}
        <Reactions message={message} waiting={waiting.emoji} />
        <Suspense fallback={null}>
          {refused.map((change) => (
            <RefusedChange key={change.change_id} change={change} isDeleted={message.deleted_at !== null} />
          ))}
          {isFailed && <FailedSend message={message} />}
        </Suspense>
      </div>
    </MessageItem>
  );
});

function Time({ at, className }: { at: string; className: string }) {
  return (
    <time dateTime={at} title={fullTime(at)} className={classes("tabular whitespace-nowrap text-faint", className)}>
      {timeOfDay(at)}
    </time>
  );
}

function Edited({ at, isWaiting }: { at: string; isWaiting: boolean }) {
  return (
    <span className="inline-flex shrink-0 items-center gap-1 text-caption text-faint">
      <time dateTime={at} title={t("Edited {when}", { when: fullTime(at) })}>
        {t("edited")}
      </time>
      <WaitingSign isWaiting={isWaiting} />
    </span>
  );
}
