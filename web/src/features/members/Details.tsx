/* Beside a conversation: who it is with. */
import { useEffect, useRef } from "react";
import { natter } from "@/app/natter";
import type { ConversationView } from "@/features/conversations/use-conversations";
import { SidePanel } from "@/features/shell/SidePanel";
import { t } from "@/i18n/t";
import { GroupDetails } from "./GroupDetails";
import { PersonDetails } from "./PersonDetails";

export function Details({ view }: { view: ConversationView }) {
  const { id } = view.conversation;
  const ref = useRef<HTMLElement>(null);
  useEffect(() => {
    ref.current?.focus({ preventScroll: true });
    natter.conversations.refresh(id).catch(() => undefined);
  }, [id]);

  return (
    <SidePanel title={t("Details")} name={t("Details")} closeLabel={t("Close details")} closeTo={`/c/${id}`} panelRef={ref}>
      <div className="min-h-0 flex-1 overflow-y-auto pb-[env(safe-area-inset-bottom)]">
        {view.partnerId ? <PersonDetails userId={view.partnerId} /> : <GroupDetails view={view} />}
      </div>
    </SidePanel>
  );
}
