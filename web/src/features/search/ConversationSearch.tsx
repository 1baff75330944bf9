/* Searching one conversation, beside it. */
import { CalendarDays, SearchX, TextSearch } from "lucide-react";
import { useEffect, useRef, useState, type KeyboardEvent, type Ref } from "react";
import { Link, useLocation, useNavigate } from "react-router";
import { classes } from "@/components/classes";
import { EmptyState } from "@/components/EmptyState";
import { IconButton } from "@/components/IconButton";
import { SearchField } from "@/components/SearchField";
import { PHONE, THREE_COLUMNS, useMedia } from "@/components/use-media";
import { useRovingFocus } from "@/components/use-roving-focus";
import type { ConversationView } from "@/features/conversations/use-conversations";
import { SidePanel } from "@/features/shell/SidePanel";
import { t } from "@/i18n/t";
import { FoundEnd } from "./FoundEnd";
import { FoundLine } from "./FoundLine";
import { JumpToDate } from "./JumpToDate";
import { type MessageSearch, useMessageSearch } from "./use-message-search";

/** On a phone one comes back from each message: what was sought is still there. */
let last = { conversationId: "", query: "" };

export function ConversationSearch({ view }: { view: ConversationView }) {
  const { id } = view.conversation;
  const address = `/c/${id}`;
  const navigate = useNavigate();
  const isPage = useMedia(PHONE);
  const fieldRef = useRef<HTMLInputElement>(null);
  const [query, setQuery] = useState(last.conversationId === id ? last.query : "");
  const [isAskingForDate, setAskingForDate] = useState(false);
  const search = useMessageSearch(query, id);
  useEffect(() => {
    last = { conversationId: id, query };
  }, [id, query]);
  const { key } = useLocation();
  // Asked for again while it is open: one wants to type.
  useEffect(() => {
    if (new URLSearchParams(location.search).has("message")) return;
    fieldRef.current?.focus({ preventScroll: true });
    fieldRef.current?.select();
  }, [key]);

  function onKeyDown(event: KeyboardEvent<HTMLElement>): void {
    if (event.key !== "ArrowDown" || event.target !== fieldRef.current) return;
    event.preventDefault();
    event.currentTarget.querySelector<HTMLElement>("[data-roving]")?.focus();
  }

  return (
    <SidePanel title={t("Search")} name={t("Search in this conversation")} closeLabel={t("Close search")} closeTo={address} onKeyDown={onKeyDown}>
      <div className="flex shrink-0 items-center gap-1 border-b border-line p-3">
        <div className="min-w-0 flex-1">
          <SearchField inputRef={fieldRef} label={t("Search messages with {title}", { title: view.title })} placeholder={t("Search messages")} value={query} onChange={setQuery} />
        </div>
        <IconButton icon={CalendarDays} label={t("Go to a date")} onClick={() => setAskingForDate(true)} />
      </div>
      <div className="min-h-0 flex-1 overflow-y-auto overscroll-contain pb-[env(safe-area-inset-bottom)]">
        <Found key={id} query={query.trim()} search={search} address={address} />
      </div>
      <JumpToDate conversationId={id} isOpen={isAskingForDate} onClose={() => setAskingForDate(false)} onDone={() => isPage && void navigate(address)} />
    </SidePanel>
  );
}

function Found({ query, search, address }: { query: string; search: MessageSearch; address: string }) {
  const roving = useRovingFocus();
  const isBeside = useMedia(THREE_COLUMNS);
  const shown = Number(new URLSearchParams(useLocation().search).get("message"));
  const { status, messages, hasMore } = search;
  if (status === "idle") {
    return (
      <EmptyState compact icon={TextSearch} title={t("Find what was said")}>
        {t("Words, or parts of them, in any order. Put “quotes” around what stands together.")}
      </EmptyState>
    );
  }
  if (status === "ready" && messages.length === 0 && !hasMore) {
    return (
      <EmptyState compact icon={SearchX} title={t("Nothing found")}>
        {t("No message here says “{query}”.", { query })}
      </EmptyState>
    );
  }
  return (
    <>
      <ul ref={roving.listRef as Ref<HTMLUListElement>} aria-label={t("Messages found")} onKeyDown={roving.onKeyDown} onFocus={roving.onFocus} className={classes("p-2", status === "loading" && "opacity-60")}>
        {messages.map((message) => (
          <li key={message.message_no}>
            <Link
              to={`${address}${isBeside ? "/search" : ""}?message=${message.message_no}`}
              replace={isBeside}
              data-roving
              tabIndex={-1}
              aria-current={shown === message.message_no || undefined}
              className="flex min-h-14 w-full items-center gap-3 rounded-card px-2 py-2 -outline-offset-2 transition-colors hover:bg-hover aria-[current]:bg-active"
            >
              <FoundLine message={message} place={null} />
            </Link>
          </li>
        ))}
      </ul>
      <p role="status" className="sr-only">
        {status === "ready" && (hasMore
            ? t("{count, plural, one {# or more messages found} other {# or more messages found}}", { count: messages.length })
            : t("{count, plural, one {# message found} other {# messages found}}", { count: messages.length }))}
      </p>
      <FoundEnd search={search} />
    </>
  );
}
