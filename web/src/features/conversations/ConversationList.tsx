/* My conversations, newest first, with the looks of a list that is loading, empty or broken. */
import { MessagesSquare, WifiOff } from "lucide-react";
import type { KeyboardEvent, Ref, RefObject } from "react";
import { useMatch } from "react-router";
import { natter } from "@/app/natter";
import { Button } from "@/components/Button";
import { EmptyState } from "@/components/EmptyState";
import { LinkButton } from "@/components/LinkButton";
import { Skeleton } from "@/components/Skeleton";
import { useNow } from "@/components/use-now";
import { useRovingFocus } from "@/components/use-roving-focus";
import { useWindow } from "@/components/use-window";
import { useWatch } from "@/features/presence/use-presence";
import { ConversationRow } from "./ConversationRow";
import type { ConversationList as List } from "./use-conversations";

const ROW_HEIGHT = 57;

export function ConversationList({ list, scrollerRef }: { list: List; scrollerRef: RefObject<HTMLElement | null> }) {
  const openId = useMatch("/c/:conversationId/*")?.params["conversationId"];
  const roving = useRovingFocus();
  const now = useNow();
  const { from, to } = useWindow(scrollerRef, list.rows.length, ROW_HEIGHT);
  const shown = list.rows.slice(from, to);
  useWatch(shown.flatMap((row) => row.partnerId ?? []));

  function onKeyDown(event: KeyboardEvent): void {
    if (event.key === "Home") scrollerRef.current?.scrollTo({ top: 0 });
    if (event.key === "End") scrollerRef.current?.scrollTo({ top: list.rows.length * ROW_HEIGHT });
    roving.onKeyDown(event);
  }

  if (list.rows.length === 0) return <Instead list={list} />;
  return (
    <ul
      ref={roving.listRef as Ref<HTMLUListElement>}
      onKeyDown={onKeyDown}
      onFocus={roving.onFocus}
      className="py-1"
      style={{ paddingTop: from * ROW_HEIGHT, paddingBottom: (list.rows.length - to) * ROW_HEIGHT }}
    >
      {shown.map((row, place) => (
        <ConversationRow key={row.id} row={row} isOpen={row.id === openId} now={now} place={from + place + 1} count={list.rows.length} />
      ))}
    </ul>
  );
}

function Instead({ list }: { list: List }) {
  if (list.status === "loading") return <LoadingRows />;
  if (list.status === "error") {
    return (
      <EmptyState
        compact
        tone="danger"
        icon={WifiOff}
        title="Your conversations did not load"
        action={<Button onClick={() => void natter.conversations.reload()}>Try again</Button>}
      >
        {list.failure}
      </EmptyState>
    );
  }
  return (
    <EmptyState compact icon={MessagesSquare} title="No conversations yet" action={<LinkButton to={{ search: "?new=direct" }}>New conversation</LinkButton>}>
      Find someone by name and say hello.
    </EmptyState>
  );
}

const WIDTHS = ["w-24", "w-32", "w-20", "w-28", "w-36", "w-24", "w-32"];

function LoadingRows() {
  return (
    <div role="status" className="py-1">
      <span className="sr-only">Loading conversations</span>
      {WIDTHS.map((width, place) => (
        <div key={place} className="mx-2 flex h-14 items-center gap-3 px-2">
          <Skeleton className="size-9 rounded-full" />
          <div className="flex flex-1 flex-col gap-2">
            <Skeleton className={`h-3 ${width}`} />
            <Skeleton className="h-2.5 w-4/5" />
          </div>
        </div>
      ))}
    </div>
  );
}
