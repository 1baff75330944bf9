/* What a message says that speaks to somebody: the names lead to people, one's own stand out. */
import { useCallback, useMemo, type ReactNode } from "react";
import { MessageText } from "@/components/MessageText";
import { PersonCard } from "@/features/people/PersonCard";
import { usePeople } from "@/features/people/use-people";
import { useMyId } from "@/features/session/use-session";
import type { User } from "@/generated/contract";
import { mentionParts } from "./mention-parts";
import { useRowActing } from "./row-acting";

export function MentioningText({ body, mentions }: { body: string; mentions: string[] }) {
  const people = usePeople(mentions.filter((one) => one !== "all"));
  const called = useMemo(() => {
    const names = Object.values(people).map((person): [string, string] => [person.username, person.id]);
    return new Map(mentions.includes("all") ? [...names, ["all", "all"]] : names);
  }, [people, mentions]);
  const showText = useCallback(
    (text: string): ReactNode =>
      mentionParts(text, called).map(({ text: words, who }, place) => (who === null ? words : <Mention key={place} words={words} person={people[who] ?? null} />)),
    [called, people],
  );
  return <MessageText body={body} showText={showText} />;
}

/** `person`: null for everybody. */
function Mention({ words, person }: { words: string; person: User | null }) {
  const myId = useMyId();
  const { isReachable } = useRowActing();
  if (!person || person.id === myId) return <span className="rounded-[4px] bg-mention px-1 font-medium text-on-mention forced-mark">{words}</span>;
  const trigger = (
    <button
      type="button"
      title={person.display_name}
      tabIndex={isReachable ? 0 : -1}
      className="rounded-[4px] bg-accent-tint px-1 font-medium text-accent-ink underline-offset-2 hover:underline aria-expanded:underline"
    >
      {words}
    </button>
  );
  return <PersonCard person={person} trigger={trigger} />;
}
