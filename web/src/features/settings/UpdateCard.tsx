/* A newer build that waits, for whoever put its toast aside. */
import { RefreshCw } from "lucide-react";
import { Button } from "@/components/Button";
import { updates, useIsUpdateReady } from "@/features/shell/use-update";
import { t } from "@/i18n/t";

export function UpdateCard() {
  if (!useIsUpdateReady()) return null;
  return (
    <div className="flex flex-wrap items-center gap-3 rounded-card border border-line bg-accent-tint px-4 py-3">
      <RefreshCw aria-hidden size={18} strokeWidth={1.75} className="shrink-0 text-accent-ink" />
      <p className="min-w-40 flex-1 text-ui">
        <span className="block font-medium">{t("A new version of Natter is ready")}</span>
        <span className="block text-small text-muted">{t("What you have not sent yet is kept.")}</span>
      </p>
      <Button look="primary" size="small" onClick={updates.change}>
        {t("Reload")}
      </Button>
    </div>
  );
}
