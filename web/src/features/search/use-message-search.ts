/** Messages that say what is typed, asked for after a short pause in typing, page by page. */

import { useEffect, useRef, useState } from "react";
import { natter } from "@/app/natter";
import type { FoundMessage, SearchPage } from "@/generated/contract";
import { messageOf } from "@/lib/api-error";

export interface MessageSearch {
  /** idle: nothing to search for yet. "more": a further page is on its way. */
  status: "idle" | "loading" | "ready" | "more" | "error";
  /** Newest first. Those of the last search stay while the next is awaited. */
  messages: FoundMessage[];
  /** There may be more. */
  hasMore: boolean;
  /** The server stopped before it had looked at everything. */
  isPartial: boolean;
  failure: string | null;
  /** The next page, or again after an error. */
  more(): void;
}

const typingPauseMs = 250;

interface Answer {
  key: string;
  status: "loading" | "ready" | "more" | "error";
  messages: FoundMessage[];
  next: string | null;
  isPartial: boolean;
  failure: string | null;
}

const nothing: Answer = { key: "", status: "ready", messages: [], next: null, isPartial: false, failure: null };

/** In one conversation, or with null in all of mine. */
export function useMessageSearch(query: string, conversationId: string | null): MessageSearch {
  const text = query.trim();
  const key = text && JSON.stringify([text, conversationId]);
  const [answer, setAnswer] = useState(nothing);
  const abort = useRef<AbortController>(null);

  function ask(cursor: string | null, before: FoundMessage[]): void {
    const asking = new AbortController();
    abort.current = asking;
    const settle = (settled: Partial<Answer>) => asking.signal.aborted || setAnswer((last) => ({ ...last, key, failure: null, ...settled }));
    natter.search.messages(text, { conversationId, cursor }, asking.signal).then(
      (page: SearchPage) => settle({ status: "ready", messages: [...before, ...page.messages], next: page.next, isPartial: page.is_partial }),
      (error: unknown) => settle({ status: "error", messages: before, next: cursor, isPartial: false, failure: messageOf(error) }),
    );
  }

  useEffect(() => {
    const timer = key ? setTimeout(() => ask(null, []), typingPauseMs) : undefined;
    return () => {
      clearTimeout(timer);
      abort.current?.abort();
    };
    // eslint-disable-next-line react/exhaustive-deps -- what is asked for is the key
  }, [key]);

  function more(): void {
    const isMine = answer.key === key;
    const [cursor, before] = isMine ? [answer.next, answer.messages] : [null, []];
    setAnswer({ ...answer, key, status: before.length > 0 || cursor ? "more" : "loading", failure: null });
    ask(cursor, before);
  }

  if (!key) return { status: "idle", messages: [], hasMore: false, isPartial: false, failure: null, more };
  if (answer.key !== key) return { status: "loading", messages: answer.messages, hasMore: false, isPartial: false, failure: null, more };
  return { status: answer.status, messages: answer.messages, hasMore: answer.next !== null, isPartial: answer.isPartial, failure: answer.failure, more };
}
