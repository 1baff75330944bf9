/** People for components: naming one fetches them. */

import { useEffect, useMemo, useState } from "react";
import { natter } from "@/app/natter";
import type { User } from "@/generated/contract";
import { messageOf } from "@/lib/api-error";
import { useStore } from "@/store/store";

/** The person, or null while they are being fetched. */
export function usePerson(userId: string | null): User | null {
  useEffect(() => natter.people.need(userId ? [userId] : []), [userId]);
  return useStore((state) => (userId ? (state.people[userId] ?? null) : null));
}

/** These people by id; those still being fetched are absent. */
export function usePeople(userIds: string[]): Record<string, User> {
  const key = userIds.join();
  useEffect(() => natter.people.need(key ? key.split(",") : []), [key]);
  const people = useStore((state) => state.people);
  return useMemo(() => Object.fromEntries(known(people, key)), [people, key]);
}

export interface PeopleSearch {
  /** idle: nothing to search for yet. */
  status: "idle" | "loading" | "ready" | "error";
  people: User[];
  failure: string | null;
}

const typingPauseMs = 150;

/** People that match the text, asked for after a short pause in typing; the last answer stays while the next is awaited. */
export function usePeopleSearch(query: string): PeopleSearch {
  const text = query.trim();
  const [search, setSearch] = useState<PeopleSearch>({ status: "idle", people: [], failure: null });
  useEffect(() => {
    if (!text) return setSearch({ status: "idle", people: [], failure: null });
    setSearch((last) => ({ ...last, status: "loading", failure: null }));
    const abort = new AbortController();
    const timer = setTimeout(() => {
      natter.people.search(text, abort.signal).then(
        (people) => abort.signal.aborted || setSearch({ status: "ready", people, failure: null }),
        (error: unknown) => abort.signal.aborted || setSearch({ status: "error", people: [], failure: messageOf(error) }),
      );
    }, typingPauseMs);
    return () => {
      clearTimeout(timer);
      abort.abort();
    };
  }, [text]);
  return search;
}

function known(people: Record<string, User>, key: string): [string, User][] {
  return key.split(",").flatMap((id) => (people[id] ? [[id, people[id]] as [string, User]] : []));
}
