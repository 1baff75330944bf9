/* What is left of a message that was deleted. Its author stands above it, as above any other. */
import { Ban } from "lucide-react";
import { t } from "@/i18n/t";
import { fullTime } from "@/lib/times";

export function Tombstone({ deletedAt }: { deletedAt: string }) {
  return (
    <p title={t("Deleted {when}", { when: fullTime(deletedAt) })} className="flex items-center gap-1.5 text-body text-faint">
      <Ban aria-hidden size={14} strokeWidth={1.75} className="shrink-0" />
      {t("Message deleted")}
    </p>
  );
}
