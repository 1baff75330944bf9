/* The title of the tab: the page, the product, and in front of both how much is unread. */
import { useEffect } from "react";
import { useUnreadTotal } from "@/features/conversations/use-conversations";

export function usePageTitle(page: string | null): void {
  const unread = useUnreadTotal();
  useEffect(() => {
    const name = page ? `${page} · Natter` : "Natter";
    document.title = unread > 0 ? `(${unread > 99 ? "99+" : unread}) ${name}` : name;
  }, [page, unread]);
}
