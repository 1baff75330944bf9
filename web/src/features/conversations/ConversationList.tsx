/* My conversations, newest first, with the looks of a list that is loading, empty or broken. */
import { WifiOff } from "lucide-react";
import { lazy, Suspense, useEffect, type KeyboardEvent, type Ref, type RefObject } from "react";
import { useMatch } from "react-router";
import { natter } from "@/app/natter";
import { Button } from "@/components/Button";
import { EmptyState } from "@/components/EmptyState";
import { Skeleton } from "@/components/Skeleton";
import { PHONE, useMedia } from "@/components/use-media";
import { useNow } from "@/components/use-now";
import { useRovingFocus } from "@/components/use-roving-focus";
import { useWindow } from "@/components/use-window";
import { useAppearance } from "@/features/settings/device-appearance";
import { useWatch } from "@/features/presence/use-presence";
import { t } from "@/i18n/t";
import { ConversationRow } from "./ConversationRow";
import type { ConversationList as List } from "./use-conversations";
import { useRowHeight } from "./use-row-height";

/** Comes with what menus need, after the first paint. */
const RowMenus = lazy(async () => ({ default: (await import("./ConversationMenu")).RowMenus }));
const FirstRun = lazy(async () => ({ default: (await import("@/features/shell/FirstRun")).FirstRun }));

export function ConversationList({ list, scrollerRef }: { list: List; scrollerRef: RefObject<HTMLElement | null> }) {
  const openId = useMatch("/c/:conversationId/*")?.params["conversationId"];
  const roving = useRovingFocus();
  const now = useNow();
  const rowHeight = useRowHeight();
  const isCompact = useAppearance().density === "compact";
  const { from, to } = useWindow(scrollerRef, list.rows.length, rowHeight);
  const shown = list.rows.slice(from, to);
  useOpenInSight(scrollerRef, list.rows.findIndex((row) => row.id === openId), openId, rowHeight);
  useWatch(shown.flatMap((row) => row.partnerId ?? []));

  function onKeyDown(event: KeyboardEvent): void {
    if (event.key === "Home") scrollerRef.current?.scrollTo({ top: 0 });
    if (event.key === "End") scrollerRef.current?.scrollTo({ top: list.rows.length * rowHeight });
    roving.onKeyDown(event);
  }

  if (list.rows.length === 0) return <Instead list={list} />;
  return (
    <>
      <ul
        ref={roving.listRef as Ref<HTMLUListElement>}
        onKeyDown={onKeyDown}
        onFocus={roving.onFocus}
        className="py-1"
        style={{ paddingTop: from * rowHeight, paddingBottom: (list.rows.length - to) * rowHeight }}
      >
        {shown.map((row, place) => (
          <ConversationRow
            key={row.id}
            row={row}
            isOpen={row.id === openId}
            isCompact={isCompact}
            now={now}
            place={from + place + 1}
            count={list.rows.length}
          />
        ))}
      </ul>
      <Suspense fallback={null}>
        <RowMenus listRef={scrollerRef} />
      </Suspense>
    </>
  );
}

/** What was opened by keyboard, switcher or link is shown in the list too; a list that only changes stays where it is. */
function useOpenInSight(scrollerRef: RefObject<HTMLElement | null>, place: number, openId: string | undefined, rowHeight: number): void {
  const isListed = place >= 0;
  useEffect(() => {
    const scroller = scrollerRef.current;
    if (!scroller || !isListed) return;
    const top = place * rowHeight;
    if (top < scroller.scrollTop) scroller.scrollTop = top;
    else if (top + rowHeight > scroller.scrollTop + scroller.clientHeight) scroller.scrollTop = top + rowHeight - scroller.clientHeight;
    // eslint-disable-next-line react/exhaustive-deps -- the place of the same conversation changes with every message
  }, [scrollerRef, openId, isListed]);
}

function Instead({ list }: { list: List }) {
  if (list.status === "loading") return <LoadingRows />;
  if (list.status === "error") {
    return (
      <EmptyState
        compact
        tone="danger"
        icon={WifiOff}
        title={t("Your conversations did not load")}
        action={<Button onClick={() => void natter.conversations.reload()}>{t("Try again")}</Button>}
      >
        {list.failure}
      </EmptyState>
    );
  }
  return <NoneYet />;
}

/** Beside the list there is room for a welcome; on a phone it stands in its place. */
function NoneYet() {
  const isPhone = useMedia(PHONE);
  if (!isPhone) return <p className="px-4 py-3 text-small text-pretty text-muted">{t("Your conversations will be listed here.")}</p>;
  return (
    <Suspense fallback={null}>
      <FirstRun />
    </Suspense>
  );
}

const WIDTHS = ["w-24", "w-32", "w-20", "w-28", "w-36", "w-24", "w-32"];

function LoadingRows() {
  return (
    <div role="status" className="py-1">
      <span className="sr-only">{t("Loading conversations")}</span>
      {WIDTHS.map((width, place) => (
        <div key={place} className="mx-2 flex h-(--conversation-row) items-center gap-3 px-2">
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
