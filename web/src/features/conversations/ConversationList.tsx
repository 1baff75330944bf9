/* My conversations, newest first, with the looks of a list that is loading, empty or broken. */
import { MessagesSquare, WifiOff } from "lucide-react";
import type { Ref } from "react";
import { useMatch } from "react-router";
import { natter } from "@/app/natter";
import { Button } from "@/components/Button";
import { EmptyState } from "@/components/EmptyState";
import { LinkButton } from "@/components/LinkButton";
import { Skeleton } from "@/components/Skeleton";
import { useNow } from "@/components/use-now";
import { useRovingFocus } from "@/components/use-roving-focus";
import { useWatch } from "@/features/presence/use-presence";
import { ConversationRow } from "./ConversationRow";
import type { ConversationList as List } from "./use-conversations";

/** Presence is asked for as many partners as one is likely to look at; a connection may watch 500. */
const WATCHED = 200;

export function ConversationList({ list }: { list: List }) {
  const openId = useMatch("/c/:conversationId/*")?.params["conversationId"];
  const roving = useRovingFocus();
  const now = useNow();
  const partnerIds = list.rows.slice(0, WATCHED).flatMap((row) => row.partnerId ?? []);
  useWatch(partnerIds);

  if (list.rows.length === 0) return <Instead list={list} />;
  return (
    <ul ref={roving.listRef as Ref<HTMLUListElement>} onKeyDown={roving.onKeyDown} onFocus={roving.onFocus} className="flex flex-col gap-px py-1">
      {list.rows.map((row) => (
        <ConversationRow key={row.id} row={row} isOpen={row.id === openId} now={now} />
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
