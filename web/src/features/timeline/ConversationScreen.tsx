/* One conversation: header, timeline, composer, and beside them its details. Tells the client what is on the screen. */
import { MessageCircleOff } from "lucide-react";
import { lazy, Suspense, useLayoutEffect } from "react";
import { useMatch, useParams } from "react-router";
import { natter } from "@/app/natter";
import { classes } from "@/components/classes";
import { EmptyState } from "@/components/EmptyState";
import { LinkButton } from "@/components/LinkButton";
import { Skeleton } from "@/components/Skeleton";
import { Composer } from "@/features/composer/Composer";
import { ConnectionNotice } from "@/features/connection/ConnectionNotice";
import { ConversationHeader } from "@/features/conversations/ConversationHeader";
import { useConversation } from "@/features/conversations/use-conversations";
import { Announcements } from "@/features/messages/Announcements";
import { PageHeader } from "@/features/shell/PageHeader";
import { usePageTitle } from "@/features/shell/use-page-title";
import { t } from "@/i18n/t";
import { useStore } from "@/store/store";
import { Timeline } from "./Timeline";
import { TimelineSkeleton } from "./TimelineSkeleton";
import { useWantedMessage } from "./use-wanted-message";

/** Closed by default, so it comes when it is opened. */
const Details = lazy(async () => ({ default: (await import("@/features/members/Details")).Details }));
const ConversationSearch = lazy(async () => ({ default: (await import("@/features/search/ConversationSearch")).ConversationSearch }));
/** For ears alone, so it comes last. */
const ReactionHerald = lazy(async () => ({ default: (await import("@/features/messages/ReactionHerald")).ReactionHerald }));

export function ConversationScreen() {
  const conversationId = useParams()["conversationId"] ?? "";
  const panel = useMatch("/c/:conversationId/:panel")?.params.panel ?? null;
  const view = useConversation(conversationId);
  const isLoading = useStore((state) => state.conversations.status === "loading");
  const isLooking = useStore((state) => state.view.conversationId === conversationId);
  const isKnown = view !== null;
  const wanted = useWantedMessage();
  usePageTitle(view?.title ?? null);

  // Before the timeline is drawn: where its "new" divider stands is decided by looking.
  useLayoutEffect(() => {
    if (!isKnown) return;
    return () => natter.timeline.look(null);
  }, [conversationId, isKnown]);
  useLayoutEffect(() => {
    if (isKnown) natter.timeline.look(conversationId, wanted);
  }, [conversationId, isKnown, wanted]);

  if (!view) return isLoading ? <Loading /> : <NotHere />;
  return (
    <div className="relative flex min-h-0 flex-1">
      <div className={classes("relative flex min-w-0 flex-1 flex-col", panel && "phone:hidden")}>
        <ConversationHeader view={view} panel={panel} />
        <ConnectionNotice />
        {isLooking ? <Timeline key={`timeline ${conversationId}`} view={view} /> : <div className="flex-1" />}
        <Announcements />
        <Suspense fallback={null}>
          <ReactionHerald conversationId={conversationId} />
        </Suspense>
        <Composer key={`composer ${conversationId}`} conversationId={conversationId} title={view.title} />
      </div>
      <Suspense fallback={null}>
        {panel === "details" && <Details key={conversationId} view={view} />}
        {panel === "search" && <ConversationSearch key={conversationId} view={view} />}
      </Suspense>
    </div>
  );
}

function Loading() {
  return (
    <>
      <PageHeader backTo="/">
        <h1 className="sr-only">{t("Conversation")}</h1>
        <Skeleton className="size-9 rounded-full" />
        <Skeleton className="h-3.5 w-32" />
      </PageHeader>
      <ConnectionNotice />
      <TimelineSkeleton />
    </>
  );
}

function NotHere() {
  return (
    <div className="grid flex-1 place-items-center">
      <EmptyState isPage icon={MessageCircleOff} title={t("This conversation is not here")} action={<LinkButton to="/">{t("Go to your chats")}</LinkButton>}>
        {t("It was removed, or you are no longer a member.")}
      </EmptyState>
    </div>
  );
}
