/* What is left of a message that was deleted. Its author stands above it, as above any other. */
import { Ban } from "lucide-react";
import { natter } from "@/app/natter";
import { TextButton } from "@/components/TextButton";
import { useLasting } from "@/components/use-lasting";
import { usePerson } from "@/features/people/use-people";
import { useMyId } from "@/features/session/use-session";
import { t } from "@/i18n/t";
import { fullTime } from "@/lib/times";
import type { PendingChange } from "./pending-changes";
import { SLOW_MILLISECONDS, WaitingSign } from "./WaitingSign";

/** `adminId`: who deleted it, when that was not its author. `waiting`: my deletion while the server has not answered it. */
export function Tombstone({ deletedAt, adminId, waiting = null }: { deletedAt: string; adminId: string | null; waiting?: PendingChange | null }) {
  const isMe = useMyId() === adminId;
  const admin = usePerson(adminId);
  const isSlow = useLasting(waiting !== null, SLOW_MILLISECONDS);
  return (
    <p title={t("Deleted {when}", { when: fullTime(deletedAt) })} className="flex flex-wrap items-baseline gap-x-1.5 text-body text-faint">
      <Ban aria-hidden size={14} strokeWidth={1.75} className="shrink-0 self-start mt-[calc((1lh-14px)/2)]" />
      <span className="min-w-0 [overflow-wrap:anywhere]">
        {isMe && t("Message deleted by you")}
        {!isMe && !admin && t("Message deleted")}
        {!isMe && admin && t("Message deleted by {name}", { name: admin.display_name })}
      </span>
      <WaitingSign isWaiting={waiting !== null} />
      {waiting && isSlow && !waiting.is_tried && (
        <span className="text-small text-muted">
          <TextButton onPress={() => natter.messages.forget(waiting)}>{t("Keep it")}</TextButton>
        </span>
      )}
    </p>
  );
}
