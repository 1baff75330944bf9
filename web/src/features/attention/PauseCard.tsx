/* Letting nothing interrupt me for a while, on any device, and ending that early. */
import { Moon } from "lucide-react";
import { useState } from "react";
import { natter } from "@/app/natter";
import { Button } from "@/components/Button";
import { classes } from "@/components/classes";
import { showToast } from "@/components/toasts";
import { useNow } from "@/components/use-now";
import { t } from "@/i18n/t";
import { messageOf } from "@/lib/api-error";
import { endOf, tomorrowMorning } from "./moments";
import { usePausedUntil } from "./use-paused-until";

const HOUR = 3_600_000;

export function PauseCard() {
  const now = useNow();
  const until = usePausedUntil();
  const [isBusy, setBusy] = useState(false);

  function pause(end: number | null): void {
    setBusy(true);
    natter.attention
      .pause(end)
      .catch((error: unknown) => showToast("pause", until === null ? t("Nothing is paused") : t("They are still paused"), messageOf(error), { tone: "danger" }))
      .finally(() => setBusy(false));
  }

  return (
    <div className={classes("flex flex-wrap items-center gap-x-3 gap-y-2 rounded-card border px-3 py-2.5", until === null ? "border-line" : "border-transparent bg-accent-tint forced-edge")}>
      <Moon aria-hidden size={18} strokeWidth={1.75} className={classes("shrink-0", until === null ? "text-muted" : "text-accent-ink")} />
      <p className="min-w-48 flex-1" role="status">
        <span className="block text-ui font-medium">{until === null ? t("Pause") : t("Paused until {time}", { time: endOf(until, now) })}</span>
        <span className="block text-small text-muted">{t("No banners and no sound on any device. Everything is listed all the same.")}</span>
      </p>
      <div className="flex flex-wrap gap-2 phone:w-full phone:ps-7.5">
        {until === null ? (
          <>
            <Button size="small" busy={isBusy} aria-label={t("Pause for an hour")} onClick={() => pause(Date.now() + HOUR)}>
              {t("For an hour")}
            </Button>
            <Button size="small" busy={isBusy} aria-label={t("Pause until tomorrow")} onClick={() => pause(tomorrowMorning(Date.now()))}>
              {t("Until tomorrow")}
            </Button>
          </>
        ) : (
          <Button size="small" busy={isBusy} onClick={() => pause(null)}>
            {t("End the pause")}
          </Button>
        )}
      </div>
    </div>
  );
}
