/* Beside what I did and the server has not heard of yet: a small clock, and words for those who do not see it. */
import { Clock } from "lucide-react";
import { useLasting } from "@/components/use-lasting";
import { t } from "@/i18n/t";

/** What takes no longer than this is not worth a sign. */
export const SLOW_MILLISECONDS = 600;

export function WaitingSign({ isWaiting }: { isWaiting: boolean }) {
  const isSlow = useLasting(isWaiting, SLOW_MILLISECONDS);
  if (!isSlow) return null;
  return (
    <span title={t("Kept, and sent when you are connected")} className="inline-flex">
      <Clock aria-hidden size={12} strokeWidth={2} />
      <span className="sr-only">{t("Not sent yet")}</span>
    </span>
  );
}
