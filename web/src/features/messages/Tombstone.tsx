/* What is left of a message that was deleted. Its author stands above it, as above any other. */
import { Ban } from "lucide-react";
import { natter } from "@/app/natter";
import { TextButton } from "@/components/TextButton";
import { useLasting } from "@/components/use-lasting";
import { t } from "@/i18n/t";
import { fullTime } from "@/lib/times";
import type { PendingChange } from "./pending-changes";
import { SLOW_MILLISECONDS, WaitingSign } from "./WaitingSign";

/** `waiting`: my deletion while the server has not answered it. */
export function Tombstone({ deletedAt, waiting = null }: { deletedAt: string; waiting?: PendingChange | null }) {
  const isSlow = useLasting(waiting !== null, SLOW_MILLISECONDS);
  return (
    <p title={t("Deleted {when}", { when: fullTime(deletedAt) })} className="flex flex-wrap items-center gap-1.5 text-body text-faint">
      <Ban aria-hidden size={14} strokeWidth={1.75} className="shrink-0" />
      {t("Message deleted")}
      <WaitingSign isWaiting={waiting !== null} />
      {waiting && isSlow && !waiting.is_tried && (
        <span className="text-small text-muted">
          <TextButton onPress={() => natter.messages.forget(waiting)}>{t("Keep it")}</TextButton>
        </span>
      )}
    </p>
  );
}
