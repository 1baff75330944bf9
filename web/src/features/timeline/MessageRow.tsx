/* One message: with author and time where a group begins, else with its time at the left on hover or focus. */
import { memo } from "react";
import { classes } from "@/components/classes";
import { MessageText } from "@/components/MessageText";
import { PersonAvatar } from "@/features/people/PersonAvatar";
import { usePerson } from "@/features/people/use-people";
import { fullTime, timeOfDay } from "@/lib/times";
import { FailedSend } from "./FailedSend";
import { Foldable } from "./Foldable";
import type { ShownMessage } from "./rows";

type Props = { message: ShownMessage; isGroupStart: boolean; isGroup: boolean };

export const MessageRow = memo(function MessageRow({ message, isGroupStart, isGroup }: Props) {
  const author = usePerson(message.actor_id);
  const isFailed = message.delivery === "failed";
  return (
    <li
      data-roving
      data-message-no={message.message_no ?? undefined}
      tabIndex={-1}
      className={classes(
        "group/message flex gap-3 rounded-control px-4 -outline-offset-2 phone:px-3",
        isGroupStart ? "mt-3 pt-1 pb-0.5" : "py-0.5",
        isFailed ? "bg-danger-tint" : "hoverable:hover:bg-hover/60",
      )}
    >
      <div className="w-9 shrink-0 select-none">
        {isGroupStart ? (
          <div className="pt-0.5">
            <PersonAvatar userId={message.actor_id} />
          </div>
        ) : (
          <Time at={message.at} className="block pt-[0.22rem] text-center text-[0.6875rem] opacity-0 group-hover/message:opacity-100 group-focus-visible/message:opacity-100" />
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
            {message.edited_at && <Edited />}
          </div>
        ) : (
          <span className="sr-only">{author?.display_name}: </span>
        )}
        <div className={classes("transition-opacity", message.delivery === "sending" && "opacity-70")}>
          {message.deleted_at ? (
            <p className="text-body text-faint italic">This message was deleted</p>
          ) : (
            <Foldable body={message.body}>
              <MessageText body={message.body} />
            </Foldable>
          )}
        </div>
        {message.edited_at && !isGroupStart && <Edited />}
        {isFailed && <FailedSend message={message} />}
      </div>
    </li>
  );
});

function Time({ at, className }: { at: string; className: string }) {
  return (
    <time dateTime={at} title={fullTime(at)} className={classes("tabular whitespace-nowrap text-faint", className)}>
      {timeOfDay(at)}
    </time>
  );
}

function Edited() {
  return <span className="text-caption text-faint">edited</span>;
}
