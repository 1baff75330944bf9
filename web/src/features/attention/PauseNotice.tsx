/* Says that nothing interrupts me for a while, where I look at what I was told meanwhile. */
import { Moon } from "lucide-react";
import { Notice } from "@/components/Notice";
import { useNow } from "@/components/use-now";
import { t } from "@/i18n/t";
import { endOf } from "./moments";
import { usePausedUntil } from "./use-paused-until";

export function PauseNotice() {
  const now = useNow();
  const until = usePausedUntil();
  if (until === null) return null;
  return (
    <Notice tone="accent" icon={<Moon aria-hidden size={14} strokeWidth={1.75} />}>
      {t("Paused until {time}. Nothing interrupts you; everything is listed here.", { time: endOf(until, now) })}
    </Notice>
  );
}
