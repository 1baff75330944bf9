/* A quiet line for what happened beside the messages: who came, who went, how it is called now. */
import { Pencil, ShieldCheck, UserMinus, UserPlus, type LucideIcon } from "lucide-react";
import { memo } from "react";
import { usePeople } from "@/features/people/use-people";
import { useMyId } from "@/features/session/use-session";
import { t } from "@/i18n/t";
import { fullTime, timeOfDay } from "@/lib/times";
import { changeSentence } from "./change-sentence";
import type { Change } from "./changes";

const ICONS: Record<string, LucideIcon> = {
  "member.added": UserPlus,
  "member.removed": UserMinus,
  "member.role_changed": ShieldCheck,
  "conversation.renamed": Pencil,
};

export const ChangeRow = memo(function ChangeRow({ change }: { change: Change }) {
  const myId = useMyId();
  const people = usePeople("user_id" in change.data ? [change.actor_id, change.data.user_id] : [change.actor_id]);
  const Icon = ICONS[change.kind];
  const sentence = Icon && changeSentence(change, myId, (userId) => people[userId]?.display_name ?? t("Someone"));
  if (!sentence) return null;
  return (
    <li data-roving tabIndex={-1} className="mt-(--group-gap) flex items-baseline gap-3 rounded-control px-4 py-(--message-pad) text-small text-muted -outline-offset-2 phone:px-3">
      <span className="flex w-9 shrink-0 justify-center self-center">
        <Icon aria-hidden size={16} strokeWidth={1.75} className="text-faint" />
      </span>
      <span className="min-w-0 [overflow-wrap:anywhere]">
        {sentence}
      </span>
      <time dateTime={change.at} title={fullTime(change.at)} className="shrink-0 text-caption tabular text-faint">
        {timeOfDay(change.at)}
      </time>
    </li>
  );
});
