/* Who one talks with: avatar, title, and quietly their presence or how many they are. Leads to the details. */
import { Ellipsis, type LucideIcon, PanelRight, Search } from "lucide-react";
import { lazy, Suspense, useState } from "react";
import { Link } from "react-router";
import { IconButton } from "@/components/IconButton";
import { IconLink } from "@/components/IconLink";
import { useNow } from "@/components/use-now";
import { usePerson } from "@/features/people/use-people";
import { presenceSentence } from "@/features/presence/presence-sentence";
import { usePresence, useWatch } from "@/features/presence/use-presence";
import { PageHeader } from "@/features/shell/PageHeader";
import { t } from "@/i18n/t";
import { ConversationAvatar } from "./ConversationAvatar";
import { memberCount } from "./member-count";
import { MutedSign } from "./MutedSign";
import type { ConversationView } from "./use-conversations";

/** Comes with what menus need, after the first paint. */
const HeaderMenu = lazy(async () => ({ default: (await import("./ConversationMenu")).HeaderMenu }));

/** `panel`: what is open beside the conversation. */
export function ConversationHeader({ view, panel }: { view: ConversationView; panel: string | null }) {
  const { conversation, title, partnerId } = view;
  const [isMenuWanted, setMenuWanted] = useState(false);
  const address = `/c/${conversation.id}`;
  return (
    <PageHeader
      backTo="/"
      actions={
        <>
          <PanelLink panel="search" icon={Search} opens={t("Search in this conversation")} closes={t("Close search")} address={address} openPanel={panel} />
          <Suspense fallback={<IconButton icon={Ellipsis} label={t("Conversation menu")} onClick={() => setMenuWanted(true)} />}>
            <HeaderMenu conversationId={conversation.id} isOpenAtFirst={isMenuWanted} />
          </Suspense>
          <PanelLink panel="details" icon={PanelRight} opens={t("Details")} closes={t("Close details")} address={address} openPanel={panel} />
        </>
      }
    >
      <Link
        to={`${address}/details`}
        tabIndex={-1}
        className="-ms-2 flex min-w-0 items-center gap-3 rounded-control px-2 py-1 transition-colors hover:bg-hover hover:[--avatar-ring:var(--bg-hover)]"
      >
        <span className="flex shrink-0 narrow:hidden">
          <ConversationAvatar id={conversation.id} title={title} kind={conversation.kind} partnerId={partnerId} />
        </span>
        <span className="min-w-0">
          <span className="flex gap-1.5">
            <h1 dir="auto" className="truncate line-up text-ui font-semibold">
              {title}
            </h1>
            <MutedSign isMuted={view.isMuted} />
          </span>
          <span className="block truncate text-caption text-muted">
            {partnerId ? <PartnerLine userId={partnerId} /> : memberCount(conversation.member_count)}
          </span>
        </span>
      </Link>
    </PageHeader>
  );
}

type PanelLinkProps = { panel: string; icon: LucideIcon; opens: string; closes: string; address: string; openPanel: string | null };

function PanelLink({ panel, icon, opens, closes, address, openPanel }: PanelLinkProps) {
  const isOpen = panel === openPanel;
  return <IconLink to={isOpen ? address : `${address}/${panel}`} icon={icon} label={isOpen ? closes : opens} isOn={isOpen} />;
}

function PartnerLine({ userId }: { userId: string }) {
  const person = usePerson(userId);
  const presence = usePresence(userId);
  const now = useNow();
  useWatch([userId]);
  return presenceSentence(presence, now) ?? (person && <bdi>@{person.username}</bdi>);
}
