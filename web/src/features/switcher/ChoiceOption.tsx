/* One line of the switcher: who or what, with what matched marked, and what is unread there; or a message with what it says. */
import { memo } from "react";
import { Badge } from "@/components/Badge";
import { classes } from "@/components/classes";
import { Marked } from "@/components/Marked";
import { ConversationAvatar } from "@/features/conversations/ConversationAvatar";
import { PersonAvatar } from "@/features/people/PersonAvatar";
import { FoundLine } from "@/features/search/FoundLine";
import { t } from "@/i18n/t";
import type { Choice } from "./use-choices";

type Props = { id: string; choice: Choice; isActive: boolean; isBusy: boolean; onChoose: (choice: Choice) => void };

export const ChoiceOption = memo(function ChoiceOption({ id, choice, isActive, isBusy, onChoose }: Props) {
  return (
    <div
      id={id}
      role="option"
      tabIndex={-1}
      aria-selected={isActive}
      aria-busy={isBusy || undefined}
      className={classes(
        "mx-2 flex min-h-11 cursor-pointer scroll-my-2 items-center gap-3 rounded-card px-2 [--avatar-ring:var(--bg-raised)] hover:bg-hover aria-selected:bg-active aria-selected:[--avatar-ring:var(--bg-active)]",
        choice.kind === "message" && "py-1.5",
        isBusy && "opacity-60",
      )}
      onPointerDown={(event) => event.preventDefault()}
      onClick={() => onChoose(choice)}
    >
      {choice.kind === "message" ? <FoundLine message={choice.message} place={choice.title} /> : <Named choice={choice} />}
    </div>
  );
});

type NamedChoice = Exclude<Choice, { kind: "message" }>;

function Named({ choice }: { choice: NamedChoice }) {
  const isUnread = choice.kind === "conversation" && choice.row.unread > 0;
  return (
    <>
      {choice.kind === "conversation" ? (
        <ConversationAvatar id={choice.row.id} title={choice.title} kind={choice.row.kind} partnerId={choice.row.partnerId} size={28} />
      ) : (
        <PersonAvatar userId={choice.user.id} size={28} />
      )}
      <span dir="auto" className={classes("min-w-0 truncate line-up text-ui", isUnread ? "font-semibold" : "font-medium")}>
        <Marked text={choice.title} spans={choice.spans} />
      </span>
      <Second choice={choice} />
      {choice.kind === "conversation" && <Count unread={choice.row.unread} mentions={choice.row.mentions} />}
    </>
  );
}

function Second({ choice }: { choice: NamedChoice }) {
  const username = choice.kind === "person" ? choice.user.username : choice.username;
  return <span className="min-w-0 flex-1 truncate text-small text-muted">{username && <bdi>@{username}</bdi>}</span>;
}

function Count({ unread, mentions }: { unread: number; mentions: number }) {
  if (mentions > 0) return <Badge count={mentions} kind="mention" label={t("{count, plural, one {# mention} other {# mentions}}", { count: mentions })} />;
  return <Badge count={unread} label={t("{count, plural, one {# unread} other {# unread}}", { count: unread })} />;
}
