/* What a message says that speaks to somebody: the names lead to people, one's own stand out. */
import { useCallback, useMemo, type ReactNode } from "react";
import { classes } from "@/components/classes";
import { MessageText } from "@/components/MessageText";
import { PersonCard } from "@/features/people/PersonCard";
import { usePeople } from "@/features/people/use-people";
import { useMyId } from "@/features/session/use-session";
import type { User } from "@/generated/contract";
import { mentionParts } from "./mention-parts";
import { useRowActing } from "./row-acting";

export function MentioningText({ body, mentions, actorId }: { body: string; mentions: string[]; actorId: string }) {
  const people = usePeople(mentions.filter((one) => one !== "all"));
  const called = useMemo(() => {
    const names = Object.values(people).map((person): [string, string] => [person.username, person.id]);
    return new Map(mentions.includes("all") ? [...names, ["all", "all"]] : names);
  }, [people, mentions]);
  const showText = useCallback(
    (text: string): ReactNode =>
      mentionParts(text, called).map(({ text: words, who }, place) => (who === null ? words : <Mention key={place} words={words} person={people[who] ?? null} actorId={actorId} />)),
    [called, people, actorId],
  );
  return <MessageText body={body} showText={showText} />;
}

/** `person`: null for everybody. What I said to everybody or myself is no call to me. */
function Mention({ words, person, actorId }: { words: string; person: User | null; actorId: string }) {
  const myId = useMyId();
  const { isReachable } = useRowActing();
  if (!person || person.id === myId) {
    const look = actorId === myId ? "bg-accent-tint text-accent-ink" : "bg-mention text-on-mention forced-mark";
    return <span className={classes("rounded-[4px] px-1 font-medium", look)}>{words}</span>;
  }
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
