/* The title of the tab: the page, the product, and in front of both how much waits: mentions, else what is unread. */
import { useEffect } from "react";
import { useTotals } from "@/features/conversations/use-conversations";
import { number } from "@/i18n/t";

export function usePageTitle(page: string | null): void {
  const { unread, mentions } = useTotals();
  useEffect(() => {
    const name = page ? `${page} · Natter` : "Natter";
    const count = mentions || unread;
    document.title = count > 0 ? `(${mentions > 0 ? "@" : ""}${count > 99 ? `${number(99)}+` : number(count)}) ${name}` : name;
  }, [page, unread, mentions]);
}
