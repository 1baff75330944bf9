/* What stands beside the list while no conversation is open. */
import { MessagesSquare } from "lucide-react";
import { EmptyState } from "@/components/EmptyState";
import { useConversationList } from "@/features/conversations/use-conversations";
import { t } from "@/i18n/t";
import { FirstRun } from "./FirstRun";
import { usePageTitle } from "./use-page-title";

export function EmptyMain() {
  const { status, rows } = useConversationList();
  usePageTitle(null);
  const isNew = status === "ready" && rows.length === 0;
  return (
    <div className="grid min-h-0 flex-1 place-items-center overflow-y-auto">
      {isNew ? (
        <FirstRun />
      ) : (
        <EmptyState icon={MessagesSquare} title={t("No conversation open")}>
          {t("Pick one from the list.")}
        </EmptyState>
      )}
    </div>
  );
}
