/* Beside a conversation: who it is with. A column on wide windows, above the conversation on narrower ones, a page on a phone. */
import { X } from "lucide-react";
import { useEffect, useRef, type KeyboardEvent } from "react";
import { useNavigate } from "react-router";
import { natter } from "@/app/natter";
import { IconLink } from "@/components/IconLink";
import { PHONE, useMedia } from "@/components/use-media";
import type { ConversationView } from "@/features/conversations/use-conversations";
import { PageTitle } from "@/features/shell/PageHeader";
import { GroupDetails } from "./GroupDetails";
import { PersonDetails } from "./PersonDetails";

export function Details({ view }: { view: ConversationView }) {
  const { id } = view.conversation;
  const address = `/c/${id}`;
  const navigate = useNavigate();
  const isPage = useMedia(PHONE);
  const ref = useRef<HTMLElement>(null);
  useEffect(() => {
    ref.current?.focus({ preventScroll: true });
    natter.conversations.refresh(id).catch(() => undefined);
  }, [id]);

  function onKeyDown(event: KeyboardEvent): void {
    if (event.key !== "Escape" || event.defaultPrevented) return;
    event.preventDefault();
    void navigate(address);
  }

  return (
    <aside
      ref={ref}
      tabIndex={-1}
      aria-label="Details"
      onKeyDown={onKeyDown}
      className="absolute inset-y-0 end-0 z-20 flex w-(--details-width) max-w-full flex-col border-s border-line bg-bg outline-none phone:static phone:w-full phone:border-0 three-columns:static two-columns:max-three-columns:shadow-dialog"
    >
      <header className="flex h-(--header-height) shrink-0 items-center justify-between border-b border-line ps-4 pe-3">
        <PageTitle level={isPage ? 1 : 2}>Details</PageTitle>
        <IconLink to={address} icon={X} label="Close details" />
      </header>
      <div className="min-h-0 flex-1 overflow-y-auto pb-[env(safe-area-inset-bottom)]">
        {view.partnerId ? <PersonDetails userId={view.partnerId} /> : <GroupDetails view={view} />}
      </div>
    </aside>
  );
}
