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
  const [answer, setAnswer] = useState<PeopleSearch & { text: string }>({ text: "", ...nothing });
  useEffect(() => {
    const abort = new AbortController();
    const answered = (search: PeopleSearch) => abort.signal.aborted || setAnswer({ text, ...search });
    const ask = () =>
      natter.people.search(text, abort.signal).then(
        (people) => answered({ status: "ready", people, failure: null }),
        (error: unknown) => answered({ status: "error", people: [], failure: messageOf(error) }),
      );
    const timer = text ? setTimeout(() => void ask(), typingPauseMs) : undefined;
    return () => {
      clearTimeout(timer);
      abort.abort();
    };
  }, [text]);
  if (!text) return nothing;
  return answer.text === text ? answer : { status: "loading", people: answer.people, failure: null };
}

const nothing: PeopleSearch = { status: "idle", people: [], failure: null };

function known(people: Record<string, User>, key: string): [string, User][] {
  return key.split(",").flatMap((id) => (people[id] ? [[id, people[id]] as [string, User]] : []));
}
