/* Under a message: who reacted with what. A press adds or takes back one's own. */
import { SmilePlus } from "lucide-react";
import { classes } from "@/components/classes";
import { Tooltip } from "@/components/Tooltip";
import { useLasting } from "@/components/use-lasting";
import { usePeople } from "@/features/people/use-people";
import { useMyId } from "@/features/session/use-session";
import { listOfNames } from "@/features/timeline/sentences";
import type { Reaction } from "@/generated/contract";
import { number, t } from "@/i18n/t";
import { isActable, toggleReaction } from "./acts";
import { useRowActing } from "./row-acting";
import type { ShownMessage } from "@/features/timeline/rows";
import { SLOW_MILLISECONDS } from "./WaitingSign";

/** So many are named at most; the count says the rest. */
const NAMED = 10;
/** Larger under a finger than it looks. */
const chip =
  "relative flex h-7 items-center justify-center rounded-full border text-small transition-colors touch:h-8 touch:after:absolute touch:after:-inset-y-1.5 touch:after:-inset-x-0.5";

/** `waiting`: emoji that I have added or taken back and the server has not heard of. */
export function Reactions({ message, waiting }: { message: ShownMessage; waiting: string[] }) {
  const { isReachable, open } = useRowActing();
  if (message.deleted_at || message.reactions.length === 0) return null;
  return (
    <div role="group" aria-label={t("Reactions")} className="mt-1 mb-0.5 flex flex-wrap gap-1 touch:gap-x-1.5 touch:gap-y-3">
      {message.reactions.map((reaction) => (
        <ReactionChip key={reaction.emoji} message={message} reaction={reaction} isReachable={isReachable} isWaiting={waiting.includes(reaction.emoji)} />
      ))}
      {isActable(message) && (
        <button
          type="button"
          tabIndex={isReachable ? 0 : -1}
          aria-label={t("Add a reaction")}
          onClick={() => open("reactions")}
          className={classes(chip, "w-9 border-transparent text-muted hover:bg-hover hover:text-ink touch:w-10")}
        >
          <SmilePlus aria-hidden size={16} strokeWidth={1.75} />
        </button>
      )}
    </div>
  );
}

type ChipProps = { message: ShownMessage; reaction: Reaction; isReachable: boolean; isWaiting: boolean };

function ReactionChip({ message, reaction, isReachable, isWaiting }: ChipProps) {
  const isSlow = useLasting(isWaiting, SLOW_MILLISECONDS);
  const myId = useMyId();
  const { emoji, user_ids: userIds } = reaction;
  const isMine = userIds.includes(myId);
  const names = useNames(userIds, myId);
  return (
    <Tooltip label={t("{names} reacted with {emoji}", { names, emoji })} side="top">
      <button
        type="button"
        tabIndex={isReachable ? 0 : -1}
        aria-pressed={isMine}
        aria-label={isSlow ? t("{emoji} {count}, {names}, not sent yet", { emoji, count: number(userIds.length), names }) : `${emoji} ${number(userIds.length)}, ${names}`}
        onClick={() => isActable(message) && toggleReaction(message, emoji, myId)}
        className={classes(
          chip,
          "gap-1.5 px-2.5 forced-edge",
          isSlow && "border-dashed",
          isMine ? "border-accent bg-accent-tint font-medium text-accent-ink" : "border-line bg-raised text-muted hover:border-line-strong hover:text-ink",
        )}
      >
        <span aria-hidden className="text-body leading-none">
          {emoji}
        </span>
        <span aria-hidden className="tabular">
          {number(userIds.length)}
        </span>
      </button>
    </Tooltip>
  );
}

/** I come last, as "you". */
function useNames(userIds: string[], myId: string): string {
  const others = userIds.filter((userId) => userId !== myId).slice(0, NAMED);
  const people = usePeople(others);
  const names = others.map((userId) => people[userId]?.display_name ?? t("Someone"));
  return listOfNames(others.length < userIds.length && userIds.includes(myId) ? [...names, t("you")] : names);
}
