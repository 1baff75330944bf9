/* The left column: who I am, a field to find things, and my conversations or what was found. */
import { Bell, BellOff, SquarePen } from "lucide-react";
import { lazy, Suspense, useRef, useState, type ReactNode } from "react";
import { Link } from "react-router";
import { Avatar } from "@/components/Avatar";
import { Badge } from "@/components/Badge";
import { IconButton } from "@/components/IconButton";
import { Keys } from "@/components/Keys";
import { isMac } from "@/components/platform";
import { SearchField } from "@/components/SearchField";
import { Tooltip } from "@/components/Tooltip";
import { useKeptScroll } from "@/components/use-kept-scroll";
import { usePausedUntil } from "@/features/attention/use-paused-until";
import { useUnreadNotifications } from "@/features/notifications/use-notifications";
import { useMe } from "@/features/session/use-session";
import { keysOf, SHORTCUTS } from "@/features/shortcuts/chords";
import { t } from "@/i18n/t";
import { ConversationList } from "./ConversationList";
import { useConversationList } from "./use-conversations";

const SearchResults = lazy(async () => ({ default: (await import("@/features/search/SearchResults")).SearchResults }));
/** Comes with what menus need, after the first paint. */
const NewMenu = lazy(async () => ({ default: (await import("./NewMenu")).NewMenu }));

/** `isPage`: the address is the list itself, and its title the page's. */
export function Sidebar({ isPage, children }: { isPage: boolean; children?: ReactNode }) {
  const Heading = isPage ? "h1" : "h2";
  const list = useConversationList();
  const [query, setQuery] = useState("");
  const searchRef = useRef<HTMLInputElement>(null);
  const scrollerRef = useKeptScroll("conversations");
  const [isMenuWanted, setMenuWanted] = useState(false);
  const isSearching = query.trim() !== "";

  return (
    <nav aria-label={t("Conversations")} className="relative flex min-h-0 w-(--sidebar-width) max-w-[calc(100%-var(--least-conversation))] min-w-0 shrink-0 flex-col bg-sunken phone:w-full phone:max-w-none phone:flex-1">
      <div className="flex h-(--header-height) shrink-0 items-center gap-1 ps-4 pe-3">
        <Heading className="flex-1 text-title font-semibold tracking-tight">{t("Chats")}</Heading>
        <NotificationsLink />
        <Suspense fallback={<IconButton icon={SquarePen} label={t("New conversation")} onClick={() => setMenuWanted(true)} />}>
          <NewMenu isOpenAtFirst={isMenuWanted} />
        </Suspense>
      </div>
      <div className="px-3 pb-2 phone:hidden">
        <SearchField
          inputRef={searchRef}
          label={t("Search people, conversations and messages")}
          hint={<Keys keys={keysOf(SHORTCUTS.switch, isMac)} />}
          value={query}
          onChange={setQuery}
        />
      </div>
      <div ref={scrollerRef} className="min-h-0 flex-1 overflow-y-auto overscroll-contain">
        {isSearching ? (
          <Suspense fallback={null}>
            <SearchResults query={query} onDone={() => setQuery("")} />
          </Suspense>
        ) : (
          <ConversationList list={list} scrollerRef={scrollerRef} />
        )}
      </div>
      <Me />
      {children}
    </nav>
  );
}

function NotificationsLink() {
  const unread = useUnreadNotifications();
  const isPaused = usePausedUntil() !== null;
  const name = isPaused ? t("Notifications, paused") : t("Notifications");
  const Icon = isPaused ? BellOff : Bell;
  return (
    <Tooltip label={name}>
      <Link
        to="/notifications"
        aria-label={unread > 0 ? t("{count, plural, one {Notifications, # new} other {Notifications, # new}}", { count: unread }) : name}
        aria-description={isPaused ? name : undefined}
        className="relative grid size-8 place-items-center rounded-control text-muted transition-colors hover:bg-hover hover:text-ink touch:size-11"
      >
        <Icon aria-hidden size={18} strokeWidth={1.75} />
        <span aria-hidden className="absolute start-1/2 top-0 scale-90 touch:top-1.5">
          <Badge count={unread} />
        </span>
      </Link>
    </Tooltip>
  );
}

function Me() {
  const me = useMe();
  return (
    <div className="shrink-0 border-t border-line p-2 phone:hidden">
      <Link to="/you" className="flex h-12 items-center gap-3 rounded-card px-2 -outline-offset-2 transition-colors hover:bg-hover aria-[current=page]:bg-active">
        <Avatar name={me.display_name} colour={me.colour} picture={me.avatar_url} size={28} />
        <span className="min-w-0 flex-1">
          <span dir="auto" className="block truncate line-up text-ui font-medium">
            {me.display_name}
          </span>
          <span dir="auto" className="block truncate line-up text-caption text-muted">
            {me.status_text || t("Profile and settings")}
          </span>
        </span>
      </Link>
    </div>
  );
}
