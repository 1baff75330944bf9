/* Whom to offer while somebody looks for a person: those already known before anything is typed, then what the server finds. */
import { useMemo } from "react";
import { useMyId } from "@/features/session/use-session";
import type { User } from "@/generated/contract";
import { useStore } from "@/store/store";
import { usePeopleSearch } from "./use-people";

export type PeopleChoices = { status: "idle" | "loading" | "ready" | "error"; people: User[]; failure: string | null };

const MOST_SUGGESTED = 50;

/** Never oneself, nor anybody in `without`. */
export function usePeopleChoices(query: string, without: readonly string[]): PeopleChoices {
  const myId = useMyId();
  const known = useStore((state) => state.people);
  const search = usePeopleSearch(query);
  const isIdle = query.trim() === "";
  const people = useMemo(() => {
    const found = isIdle ? Object.values(known).toSorted(byName).slice(0, MOST_SUGGESTED) : search.people;
    return found.filter((person) => person.id !== myId && !without.includes(person.id));
  }, [isIdle, known, search.people, myId, without]);
  return { status: isIdle ? "idle" : search.status, people, failure: search.failure };
}

function byName(one: User, other: User): number {
  return one.display_name.localeCompare(other.display_name);
}
