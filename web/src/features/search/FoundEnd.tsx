/* The end of a list of found messages: what is still to come, or why there is no more. */
import { Button } from "@/components/Button";
import { Spinner } from "@/components/Spinner";
import { t } from "@/i18n/t";
import type { MessageSearch } from "./use-message-search";

export function FoundEnd({ search }: { search: MessageSearch }) {
  const { status, messages, hasMore, isPartial, failure, more } = search;
  if (status === "error") {
    return (
      <div role="alert" className="flex flex-col items-center gap-3 px-4 py-4 text-center text-small text-pretty text-muted">
        {t("Messages could not be searched.")} {failure}
        <Button onClick={more}>{t("Try again")}</Button>
      </div>
    );
  }
  if (status === "more" || (status === "loading" && messages.length === 0)) {
    return (
      <p role="status" className="flex items-center justify-center gap-2 px-4 py-4 text-small text-muted">
        <Spinner size={14} /> {t("Searching messages")}
      </p>
    );
  }
  if (!hasMore || status !== "ready") return null;
  return (
    <div className="flex flex-col items-center gap-3 px-4 py-4 text-center text-small text-pretty text-muted">
      {isPartial && <span>{messages.length > 0 ? t("Not all of the history was searched yet.") : t("Nothing found yet. There is more history to search.")}</span>}
      <Button onClick={more}>{isPartial ? t("Search further back") : t("Show more")}</Button>
    </div>
  );
}
