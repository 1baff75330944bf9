/* Search as a place of its own, for the phone. */
import { Search } from "lucide-react";
import { useState } from "react";
import { EmptyState } from "@/components/EmptyState";
import { SearchField } from "@/components/SearchField";
import { usePageTitle } from "@/features/shell/use-page-title";
import { t } from "@/i18n/t";
import { SearchResults } from "./SearchResults";

export function SearchScreen() {
  const [query, setQuery] = useState("");
  usePageTitle(t("Search"));
  return (
    <>
      <header className="shrink-0 border-b border-line px-4 py-2">
        <h1 className="sr-only">{t("Search")}</h1>
        <div className="mx-auto max-w-(--content-width)">
          <SearchField label={t("Search people, conversations and messages")} value={query} onChange={setQuery} autoFocus />
        </div>
      </header>
      <div className="min-h-0 flex-1 overflow-y-auto">
        <div className="mx-auto max-w-(--content-width)">
          {query.trim() ? (
            <SearchResults query={query} onDone={() => setQuery("")} />
          ) : (
            <EmptyState icon={Search} title={t("Find people, conversations and messages")}>
              {t("Type a part of a name, a title, or of what was said.")}
            </EmptyState>
          )}
        </div>
      </div>
    </>
  );
}
