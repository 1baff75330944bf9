/* What a search of one's own conversations and of people finds. */
import { SearchX } from "lucide-react";
import { useState, type ReactNode, type Ref } from "react";
import { Link, useNavigate } from "react-router";
import { natter } from "@/app/natter";
import { EmptyState } from "@/components/EmptyState";
import { showToast } from "@/components/toasts";
import { useRovingFocus } from "@/components/use-roving-focus";
import { ConversationAvatar } from "@/features/conversations/ConversationAvatar";
import { useConversationList } from "@/features/conversations/use-conversations";
import { PersonLine } from "@/features/people/PersonLine";
import { usePeopleSearch } from "@/features/people/use-people";
import { useMyId } from "@/features/session/use-session";
import { messageOf } from "@/lib/api-error";
import { matches } from "./matches";

const ROW = "flex min-h-14 w-full items-center gap-3 rounded-card px-2 -outline-offset-2 transition-colors hover:bg-hover [--avatar-ring:var(--bg-sunken)]";

export function SearchResults({ query, onDone }: { query: string; onDone: () => void }) {
  const myId = useMyId();
  const navigate = useNavigate();
  const roving = useRovingFocus();
  const [startingId, setStartingId] = useState<string | null>(null);
  const search = usePeopleSearch(query);
  const conversations = useConversationList().rows.filter((row) => matches(row.title, query));
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
      showToast("search", "The conversation did not start", messageOf(error), { tone: "danger" });
    } finally {
      setStartingId(null);
    }
  }

  if (conversations.length === 0 && people.length === 0) {
    if (search.status === "loading") return <p role="status" className="px-4 py-3 text-small text-muted">Searching</p>;
    return (
      <EmptyState compact icon={SearchX} title="Nothing found">
        {search.status === "error" ? search.failure : `No conversation and nobody matches “${query.trim()}”.`}
      </EmptyState>
    );
  }
  return (
    <div ref={roving.listRef as Ref<HTMLDivElement>} onKeyDown={roving.onKeyDown} onFocus={roving.onFocus} className="px-2 pb-4">
      <Section title="Conversations" isEmpty={conversations.length === 0}>
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
      <Section title="People" isEmpty={people.length === 0}>
        {people.map((person) => (
          <li key={person.id}>
            <button type="button" data-roving tabIndex={-1} className={ROW} aria-busy={startingId === person.id} onClick={() => void start(person.id)}>
              <PersonLine userId={person.id} name={person.display_name} second={`@${person.username}`} />
            </button>
          </li>
        ))}
      </Section>
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
