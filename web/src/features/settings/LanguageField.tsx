/* The language of this device, also before anybody has logged in. Everything is drawn anew with it, so the focus comes back here. */
import { ChevronDown } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { classes } from "@/components/classes";
import { showToast } from "@/components/toasts";
import { changeLanguage, useLanguage } from "@/i18n/device-language";
import { LANGUAGES, type LanguageCode } from "@/i18n/languages";
import { t } from "@/i18n/t";

let wasChanged = false;

/** `look`: "field" among the settings; "quiet" where it is not what the page is about. */
export function LanguageField({ look }: { look: "field" | "quiet" }) {
  const ref = useRef<HTMLSelectElement>(null);
  const [isBusy, setBusy] = useState(false);
  const { chosen, spoken } = useLanguage();
  useEffect(() => {
    if (wasChanged) ref.current?.focus();
    wasChanged = false;
  }, []);

  async function choose(code: LanguageCode | null): Promise<void> {
    setBusy(true);
    try {
      wasChanged = true;
      await changeLanguage(code);
    } catch {
      wasChanged = false;
      showToast("language", t("The language could not be fetched"), t("Check your connection and try again."), { tone: "danger" });
    } finally {
      setBusy(false);
    }
  }

  return (
    <span className="relative inline-flex max-w-full">
      <select
        ref={ref}
        // In every language there is one word for it that is understood.
        aria-label={spoken === "en" ? t("Language") : `${t("Language")} (Language)`}
        aria-busy={isBusy}
        value={chosen ?? "browser"}
        onChange={({ target }) => void choose(target.value === "browser" ? null : (target.value as LanguageCode))}
        className={classes(
          "h-9 min-w-0 cursor-pointer appearance-none rounded-control ps-3 pe-9 text-ui touch:h-11 touch:text-[1rem]",
          look === "field" ? "border border-line-strong bg-raised text-ink" : "bg-transparent text-muted hover:text-ink",
        )}
      >
        <option value="browser">{t("As the browser")}</option>
        {LANGUAGES.map(({ code, name }) => (
          <option key={code} value={code} lang={code}>
            {name}
          </option>
        ))}
      </select>
      <ChevronDown aria-hidden size={16} strokeWidth={1.75} className="pointer-events-none absolute end-3 top-1/2 -translate-y-1/2 text-muted" />
    </span>
  );
}
