/* What is left of a message that was deleted. Its author stands above it, as above any other. */
import { Ban } from "lucide-react";
import { usePerson } from "@/features/people/use-people";
import { useMyId } from "@/features/session/use-session";
import { t } from "@/i18n/t";
import { fullTime } from "@/lib/times";

/** `adminId`: who deleted it, when that was not its author. */
export function Tombstone({ deletedAt, adminId }: { deletedAt: string; adminId: string | null }) {
  const isMe = useMyId() === adminId;
  const admin = usePerson(adminId);
  return (
    <p title={t("Deleted {when}", { when: fullTime(deletedAt) })} className="flex gap-1.5 text-body text-faint">
      <Ban aria-hidden size={14} strokeWidth={1.75} className="mt-[calc((1lh-14px)/2)] shrink-0" />
      <span className="min-w-0 [overflow-wrap:anywhere]">
        {isMe && t("Message deleted by you")}
        {!isMe && !admin && t("Message deleted")}
        {!isMe && admin && t("Message deleted by {name}", { name: admin.display_name })}
      </span>
    </p>
  );
}
