/* What the switcher offers: my conversations at once from the store, people and messages as the server finds them. */
import { useMemo } from "react";
import type { ConversationRow } from "@/features/conversations/use-conversations";
import { useConversationList } from "@/features/conversations/use-conversations";
import { type PeopleSearch, usePeopleSearch } from "@/features/people/use-people";
import { useMyId } from "@/features/session/use-session";
import { type MessageSearch, useMessageSearch } from "@/features/search/use-message-search";
import type { FoundMessage, User } from "@/generated/contract";
import { t } from "@/i18n/t";
import { useStore } from "@/store/store";
import { type Folded, folded, type Match, matchOf, ranked, type Span } from "./ranking";

/** `id` is unique among choices; `spans` of the title matched. */
export type Choice = { id: string; title: string; spans: Span[] } & (
  | { kind: "conversation"; row: ConversationRow; username: string | null }
  | { kind: "person"; user: User }
  | { kind: "message"; message: FoundMessage }
);

export interface Choices {
  sections: { title: string; choices: Choice[] }[];
  search: PeopleSearch;
  found: MessageSearch;
}

/** More are found by typing more. */
const MOST_CONVERSATIONS = 50;
const MOST_PEOPLE = 20;
const MOST_MESSAGES = 20;
/** A username is a second name: it counts a little less than the same match of the name. */
const LESS = 0.5;
const NOTHING_MARKED: Span[] = [];

/** `openId`: the conversation on the screen, which one need not go to. */
export function useChoices(query: string, openId: string | null): Choices {
  const { rows } = useConversationList();
  const people = useStore((state) => state.people);
  const myId = useMyId();
  const text = query.trim().replace(/^@/, "");
  const search = usePeopleSearch(text);
  const found = useMessageSearch(query, null);
  const named = useMemo(() => rows.map((row) => nameRow(row, people)), [rows, people]);
  const sections = useMemo(() => {
    if (text === "") return recent(named.filter(({ row }) => row.id !== openId));
    const conversations = ranked(named, ({ names }) => bestOf(names, text)).slice(0, MOST_CONVERSATIONS);
    const partners = new Set([myId, ...rows.map((row) => row.partnerId)]);
    const strangers = strangersOf(people, search.people).filter((user) => !partners.has(user.id));
    return filled([
      { title: t("Conversations"), choices: conversations.map(({ item, match }) => conversationChoice(item, match.spans)) },
      { title: t("People"), choices: peopleChoices(strangers, search.people, text) },
      { title: t("Messages"), choices: messageChoices(found.messages, rows) },
    ]);
  }, [text, named, rows, people, search.people, found.messages, myId, openId]);
  return { sections, search, found };
}

interface NamedRow {
  row: ConversationRow;
  username: string | null;
  names: Folded[];
}

function nameRow(row: ConversationRow, people: Record<string, User>): NamedRow {
  const username = (row.partnerId && people[row.partnerId]?.username) || null;
  return { row, username, names: [row.title, username].filter((name) => name !== null).map(folded) };
}

/** Unread ones first, each part in the order of the list. */
function recent(named: NamedRow[]): Choices["sections"] {
  const [unread, read] = [named.filter(({ row }) => row.unread > 0), named.filter(({ row }) => row.unread === 0)];
  const choices = (part: NamedRow[]) => part.slice(0, MOST_CONVERSATIONS).map((item) => conversationChoice(item, NOTHING_MARKED));
  return filled([
    { title: t("Unread"), choices: choices(unread) },
    { title: t("Recent"), choices: choices(read) },
  ]);
}

function conversationChoice({ row, username }: NamedRow, spans: Span[]): Choice {
  return { kind: "conversation", id: row.id, title: row.title, spans, row, username };
}

function bestOf([name, username]: Folded[], text: string): Match | null {
  const byName = name ? matchOf(name, text) : null;
  const byUsername = username ? matchOf(username, text) : null;
  if (!byUsername || (byName && byName.tier <= byUsername.tier + LESS)) return byName;
  return { tier: byUsername.tier + LESS, spans: NOTHING_MARKED };
}

/** Those already known are there before the server answers; whom it found stays last even if we see no likeness. */
function strangersOf(known: Record<string, User>, found: User[]): User[] {
  return Object.values({ ...known, ...Object.fromEntries(found.map((user) => [user.id, user])) }).toSorted((a, b) => a.display_name.localeCompare(b.display_name));
}

function peopleChoices(strangers: User[], found: User[], text: string): Choice[] {
  const alike = ranked(strangers, (user) => bestOf([folded(user.display_name), folded(user.username)], text));
  const seen = new Set(alike.map(({ item }) => item.id));
  const others = strangers.filter((user) => !seen.has(user.id) && found.some((other) => other.id === user.id));
  const choice = (user: User, spans: Span[]): Choice => ({ kind: "person", id: `person-${user.id}`, title: user.display_name, spans, user });
  return [...alike.map(({ item, match }) => choice(item, match.spans)), ...others.map((user) => choice(user, NOTHING_MARKED))].slice(0, MOST_PEOPLE);
}

function messageChoices(messages: FoundMessage[], rows: ConversationRow[]): Choice[] {
  const titles = new Map(rows.map((row) => [row.id, row.title]));
  return messages.slice(0, MOST_MESSAGES).map((message) => ({
    kind: "message",
    id: `message-${message.conversation_id}-${message.message_no}`,
    title: titles.get(message.conversation_id) ?? "",
    spans: NOTHING_MARKED,
    message,
  }));
}

function filled(sections: Choices["sections"]): Choices["sections"] {
  return sections.filter(({ choices }) => choices.length > 0);
}
