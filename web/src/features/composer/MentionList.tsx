/*
 * While one types a name after an @: the members whom one may mean, above the field. Arrows move, Enter or Tab takes, Esc
 * leaves it at what was typed. The focus stays in the field, which says which one is meant.
 */
import { Users } from "lucide-react";
import { useEffect, useId, useImperativeHandle, useLayoutEffect, useMemo, useRef, useState, type KeyboardEvent, type Ref, type RefObject } from "react";
import { natter } from "@/app/natter";
import { isPartial } from "@/features/conversations/conversations";
import { PersonAvatar } from "@/features/people/PersonAvatar";
import { usePeople } from "@/features/people/use-people";
import { useMyId } from "@/features/session/use-session";
import type { Conversation } from "@/generated/contract";
import { t } from "@/i18n/t";
import { useStore } from "@/store/store";
import { type MentionChoice, mentionChoices } from "./mention-choices";
import { mentionAt } from "./mention-token";

/** What the field says of the list that belongs to it. */
export interface MentionAria {
  "aria-autocomplete": "list";
  "aria-haspopup": "listbox";
  "aria-controls": string;
  "aria-activedescendant": string;
}

export interface MentionKeys {
  /** Whether the list has taken the key. */
  take(event: KeyboardEvent): boolean;
}

type Props = {
  ref: Ref<MentionKeys>;
  conversationId: string;
  fieldRef: RefObject<HTMLTextAreaElement | null>;
  text: string;
  onWrite: (text: string) => void;
  /** The list is there (what the field says of it), or is not (null). */
  onShown: (aria: MentionAria | null) => void;
};

export function MentionList({ ref, conversationId, fieldRef, text, onWrite, onShown }: Props) {
  const id = useId();
  const caret = useCaret(fieldRef, text);
  const token = useMemo(() => mentionAt(text, caret), [text, caret]);
  const [left, setLeft] = useState<number | null>(null);
  const [active, setActive] = useState(0);
  const choices = useChoices(conversationId, token?.query ?? null);
  const isShown = token !== null && choices.length > 0 && left !== token.start;
  const place = Math.min(active, choices.length - 1);
  const activeId = isShown ? `${id}-${place}` : null;

  // Another query begins at its best answer, and a name that was left may be begun anew elsewhere.
  const query = token?.query ?? null;
  const [queryBefore, setQueryBefore] = useState(query);
  if (query !== queryBefore) {
    setQueryBefore(query);
    setActive(0);
    if (query === null) setLeft(null);
  }

  useLayoutEffect(() => {
    onShown(activeId === null ? null : { "aria-autocomplete": "list", "aria-haspopup": "listbox", "aria-controls": id, "aria-activedescendant": activeId });
  }, [activeId, id, onShown]);
  useEffect(() => () => onShown(null), [onShown]);
  useEffect(() => {
    if (activeId !== null) document.getElementById(activeId)?.scrollIntoView({ block: "nearest" });
  }, [activeId]);

  function choose({ username }: MentionChoice): void {
    const field = fieldRef.current;
    if (!field || !token) return;
    const hasBlank = /^\s/.test(text.slice(caret));
    field.setRangeText(hasBlank ? `@${username}` : `@${username} `, token.start, caret, "end");
    if (hasBlank) field.setSelectionRange(field.selectionEnd + 1, field.selectionEnd + 1);
    onWrite(field.value);
    field.focus();
  }

  useImperativeHandle(ref, () => ({
    take(event) {
      const chosen = choices[place];
      if (!isShown || !chosen || event.shiftKey || event.altKey || event.ctrlKey || event.metaKey) return false;
      if (event.key === "ArrowDown") setActive((place + 1) % choices.length);
      else if (event.key === "ArrowUp") setActive((place - 1 + choices.length) % choices.length);
      else if (event.key === "Enter" || event.key === "Tab") choose(chosen);
      else if (event.key === "Escape") setLeft(token.start);
      else return false;
      return true;
    },
  }));

  if (!isShown) return null;
  return (
    <div className="absolute inset-x-0 bottom-full z-40 mb-1.5">
      <ul
        id={id}
        role="listbox"
        aria-label={t("Members to mention")}
        tabIndex={-1}
        className="max-h-[min(22rem,var(--visible-height)*0.45)] w-80 max-w-full overflow-y-auto rounded-card bg-raised p-1 text-ui text-ink shadow-menu forced-edge"
      >
        {choices.map((choice, index) => (
          <li
            key={choice.username}
            id={`${id}-${index}`}
            role="option"
            aria-selected={index === place}
            className="flex h-10 cursor-pointer items-center gap-2.5 rounded-control px-2 select-none hover:bg-hover aria-selected:bg-active touch:h-12"
            // The field keeps the focus, and a phone its keyboard.
            onPointerDown={(event) => event.preventDefault()}
            onClick={() => choose(choice)}
          >
            <Choice choice={choice} />
          </li>
        ))}
      </ul>
      <span role="status" className="sr-only">
        {t("{count, plural, =1 {1 person} one {# to choose from} other {# to choose from}}", { count: choices.length })}
      </span>
    </div>
  );
}

function Choice({ choice: { person, username } }: { choice: MentionChoice }) {
  return (
    <>
      {person ? (
        <PersonAvatar userId={person.id} size={28} />
      ) : (
        <span className="grid size-7 shrink-0 place-items-center rounded-full bg-mention text-on-mention">
          <Users aria-hidden size={16} strokeWidth={1.75} />
        </span>
      )}
      <span dir="auto" className="min-w-0 truncate font-medium">
        {person?.display_name ?? t("Everybody here")}
      </span>
      <span className="max-w-2/5 shrink-0 truncate text-small text-muted"><bdi>@{username}</bdi></span>
    </>
  );
}

const nobody: MentionChoice[] = [];

/** `query`: null when nobody is being named. Of a large group all members are fetched then. */
function useChoices(conversationId: string, query: string | null): MentionChoice[] {
  const myId = useMyId();
  const conversation = useStore((state) => state.conversations.byId[conversationId]);
  const others = useMemo(() => conversation?.members.map((member) => member.user_id).filter((one) => one !== myId) ?? [], [conversation?.members, myId]);
  const people = usePeople(others);
  const isAsked = query !== null;
  const isIncomplete = conversation !== undefined && isPartial(conversation);
  useEffect(() => {
    if (isAsked && isIncomplete) natter.conversations.refresh(conversationId).catch(() => undefined);
  }, [isAsked, isIncomplete, conversationId]);
  return useMemo(() => {
    if (query === null || !conversation) return nobody;
    const known = likeliestFirst(conversation, others).flatMap((one) => people[one] ?? []);
    return mentionChoices(query, known, conversation.kind === "group");
  }, [query, conversation, others, people]);
}

/** Whoever spoke last is most often answered; the others by their standing. */
function likeliestFirst(conversation: Conversation, userIds: string[]): string[] {
  const last = conversation.last_message?.actor_id;
  return last && userIds.includes(last) ? [last, ...userIds.filter((one) => one !== last)] : userIds;
}

/** Where the caret is, as it moves. */
function useCaret(fieldRef: RefObject<HTMLTextAreaElement | null>, text: string): number {
  const [caret, setCaret] = useState(() => fieldRef.current?.selectionEnd ?? 0);
  useLayoutEffect(() => setCaret(fieldRef.current?.selectionEnd ?? 0), [fieldRef, text]);
  const latest = useRef(setCaret);
  useEffect(() => {
    const follow = () => {
      const field = fieldRef.current;
      if (field && document.activeElement === field) latest.current(field.selectionStart === field.selectionEnd ? field.selectionEnd : 0);
    };
    document.addEventListener("selectionchange", follow);
    return () => document.removeEventListener("selectionchange", follow);
  }, [fieldRef]);
  return caret;
}
