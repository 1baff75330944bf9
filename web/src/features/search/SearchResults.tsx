/* What a search of one's own conversations, of people, and of what was said finds. */
import { SearchX } from "lucide-react";
import { useState, type ReactNode, type Ref } from "react";
import { Link, useNavigate } from "react-router";
import { natter } from "@/app/natter";
import { classes } from "@/components/classes";
import { EmptyState } from "@/components/EmptyState";
import { showToast } from "@/components/toasts";
import { useRovingFocus } from "@/components/use-roving-focus";
import { ConversationAvatar } from "@/features/conversations/ConversationAvatar";
import { useConversationList } from "@/features/conversations/use-conversations";
import { PersonLine } from "@/features/people/PersonLine";
import { usePeopleSearch } from "@/features/people/use-people";
import { useMyId } from "@/features/session/use-session";
import { t } from "@/i18n/t";
import { messageOf } from "@/lib/api-error";
import { FoundEnd } from "./FoundEnd";
import { addressOf, FoundLine } from "./FoundLine";
import { matches } from "./matches";
import { useMessageSearch } from "./use-message-search";

const ROW = "flex min-h-14 w-full items-center gap-3 rounded-card px-2 -outline-offset-2 transition-colors hover:bg-hover [--avatar-ring:var(--bg-sunken)]";

export function SearchResults({ query, onDone }: { query: string; onDone: () => void }) {
  const myId = useMyId();
  const navigate = useNavigate();
  const roving = useRovingFocus();
  const [startingId, setStartingId] = useState<string | null>(null);
  const search = usePeopleSearch(query);
  const found = useMessageSearch(query, null);
  const { rows } = useConversationList();
  const titles = new Map(rows.map((row) => [row.id, row.title]));
  const conversations = rows.filter((row) => matches(row.title, query));
  const partners = new Set(conversations.map((row) => row.partnerId));
  const people = search.people.filter((person) => person.id !== myId && !partners.has(person.id));

  async function start(userId: string): Promise<void> {
    if (startingId) return;
    setStartingId(userId);
    try {
      const conversationId = await natter.conversations.startDirect(userId);
      onDone();
      await navigate(`/c/${conversationId}`);
    } catch (error) {
      showToast("search", t("The conversation did not start"), messageOf(error), { tone: "danger" });
    } finally {
      setStartingId(null);
    }
  }

  const isEmpty = conversations.length === 0 && people.length === 0 && found.messages.length === 0;
  if (isEmpty && found.status === "ready" && !found.hasMore && search.status !== "loading") {
    return (
      <EmptyState compact icon={SearchX} title={t("Nothing found")}>
        {search.status === "error" ? search.failure : t("No person, conversation or message matches “{query}”.", { query: query.trim() })}
      </EmptyState>
    );
  }
  return (
    <div ref={roving.listRef as Ref<HTMLDivElement>} onKeyDown={roving.onKeyDown} onFocus={roving.onFocus} className="px-2 pb-4">
      <Section title={t("Conversations")} isEmpty={conversations.length === 0}>
        {conversations.map((row) => (
          <li key={row.id}>
            <Link to={`/c/${row.id}`} data-roving tabIndex={-1} className={ROW} onClick={onDone}>
              <ConversationAvatar id={row.id} title={row.title} kind={row.kind} partnerId={row.partnerId} />
              <span dir="auto" className="min-w-0 flex-1 truncate line-up text-ui font-medium">
                {row.title}
              </span>
            </Link>
          </li>
        ))}
      </Section>
      <Section title={t("People")} isEmpty={people.length === 0}>
        {people.map((person) => (
          <li key={person.id}>
            <button type="button" data-roving tabIndex={-1} className={ROW} aria-busy={startingId === person.id} onClick={() => void start(person.id)}>
              <PersonLine userId={person.id} name={person.display_name} second={`@${person.username}`} />
            </button>
          </li>
        ))}
      </Section>
      <Section title={t("Messages")} isEmpty={found.messages.length === 0}>
        {found.messages.map((message) => (
          <li key={`${message.conversation_id}-${message.message_no}`}>
            <Link to={addressOf(message)} data-roving tabIndex={-1} className={classes(ROW, "py-2")} onClick={onDone}>
              <FoundLine message={message} place={titles.get(message.conversation_id) ?? null} />
            </Link>
          </li>
        ))}
      </Section>
      <FoundEnd search={found} />
    </div>
  );
}

function Section({ title, isEmpty, children }: { title: string; isEmpty: boolean; children: ReactNode }) {
  if (isEmpty) return null;
  return (
    <section aria-label={title}>
      <h2 className="px-2 pt-3 pb-1 text-caption font-semibold text-muted">{title}</h2>
      <ul>{children}</ul>
    </section>
  );
}
