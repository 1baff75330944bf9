/* What stands beside the list while no conversation is open. */
import { MessagesSquare } from "lucide-react";
import { EmptyState } from "@/components/EmptyState";
import { LinkButton } from "@/components/LinkButton";
import { useConversationList } from "@/features/conversations/use-conversations";
import { usePageTitle } from "./use-page-title";

export function EmptyMain() {
  const { status, rows } = useConversationList();
  usePageTitle(null);
  const isNew = status === "ready" && rows.length === 0;
  return (
    <div className="grid flex-1 place-items-center">
      {isNew ? (
        <EmptyState
          icon={MessagesSquare}
          title="Say hello to someone"
          action={
            <LinkButton look="primary" to={{ search: "?new=direct" }}>
              New conversation
            </LinkButton>
          }
        >
          Your conversations will be listed on the left. Start with one person, or gather a few in a group.
        </EmptyState>
      ) : (
        <EmptyState icon={MessagesSquare} title="No conversation open">
          Pick one from the list.
        </EmptyState>
      )}
    </div>
  );
}
