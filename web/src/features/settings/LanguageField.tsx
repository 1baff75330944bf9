/* The language of this device, also before anybody has logged in. */
import { ChevronDown, Globe } from "lucide-react";
import { useState } from "react";
import { classes } from "@/components/classes";
import { changeLanguage, useLanguage } from "@/i18n/device-language";
import { type LanguageCode, languageFor, LANGUAGES, nameOf } from "@/i18n/languages";
import { t } from "@/i18n/t";

/** There is one on a page. */
const ID = "language";

/** `look`: "field" among the settings; "quiet" where it is not what the page is about, and languages are all it offers. */
export function LanguageField({ look }: { look: "field" | "quiet" }) {
  const [state, setState] = useState<"ready" | "busy" | "failed">("ready");
  const { chosen, spoken } = useLanguage();

  async function choose(code: LanguageCode | null): Promise<void> {
    setState("busy");
    try {
      await changeLanguage(code);
      setState("ready");
      // All is drawn anew in another language, this too: the focus comes back to where it was.
      requestAnimationFrame(() => document.getElementById(ID)?.focus());
    } catch {
      setState("failed");
    }
  }

  return (
    <span className="flex min-w-0 flex-col items-end gap-1 phone:items-stretch">
      <span className="relative inline-flex max-w-full">
        {look === "quiet" && <Globe aria-hidden size={16} strokeWidth={1.75} className="pointer-events-none absolute start-2 top-1/2 -translate-y-1/2 text-muted" />}
        <select
          id={ID}
          // Whoever is lost in a language looks for the word that is known everywhere.
          aria-label={spoken === "en" ? t("Language") : `${t("Language")} (Language)`}
          aria-busy={state === "busy"}
          value={look === "quiet" ? spoken : (chosen ?? "browser")}
          onChange={({ target }) => void choose(target.value === "browser" ? null : (target.value as LanguageCode))}
          className={classes(
            "h-9 min-w-0 flex-1 cursor-pointer appearance-none text-ellipsis rounded-control pe-9 text-ui touch:h-11 touch:text-[1rem]",
            look === "field" ? "border border-line-strong bg-raised ps-3 text-ink" : "bg-transparent ps-8 text-muted hover:text-ink",
          )}
        >
          {look === "field" && <option value="browser">{t("As the browser ({language})", { language: nameOf(languageFor(navigator.languages)) })}</option>}
          {LANGUAGES.map(({ code, name }) => (
            <option key={code} value={code} lang={code}>
              {name}
            </option>
          ))}
        </select>
        <ChevronDown aria-hidden size={16} strokeWidth={1.75} className="pointer-events-none absolute end-3 top-1/2 -translate-y-1/2 text-muted" />
      </span>
      {state === "failed" && (
        <span role="alert" className="text-caption text-danger-ink">
          {t("The language could not be fetched. Check your connection and try again.")}
        </span>
      )}
    </span>
  );
}
