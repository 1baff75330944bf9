/**
 * What is on the screen, and what follows from it: pages are fetched, the server hears what we look at, and messages that
 * are seen count as read.
 */

import type { TimelineActions } from "@/app/actions";
import { withoutMarks } from "@/features/messages/pending-changes";
import { myId } from "@/features/session/session";
import { unreadOf, withRead, withUnreadMark } from "@/features/conversations/conversations";
import type { IncomingFrame, Ready } from "@/generated/contract";
import { withNotificationsRead } from "@/store/apply-frame";
import type { State } from "@/store/state";
import type { Store } from "@/store/store";
import type { History } from "./history";
import { placeToReturnTo } from "./places";
import { emptyTimeline, shownRun } from "./timeline";
import { isReading } from "./view";

export interface LookingParts {
  store: Store;
  history: History;
  send(frame: IncomingFrame): boolean;
  /** Read marks and members as of now; best effort. */
  refresh(conversationId: string): void;
}

export interface Looking {
  look: TimelineActions["look"];
  setAtEnd: TimelineActions["setAtEnd"];
  setFocused(isFocused: boolean): void;
  /** The page goes away: tell what is still to be told. */
  onLeave(): void;
  /** A new connection knows nothing of us: say again what we look at and have read, load what failed. */
  onReady(ready: Pick<Ready, "conversations">): void;
}

/** With more unread than this, the newest page does not reach back to where reading stopped, so we begin there. */
const onNewestPage = 40;
/** The first message seen is told at once, those that follow it in a row together. */
const readPauseMs = 250;

export function createLooking({ store, history, send, refresh }: LookingParts): Looking {
  const untold = new Map<string, number>();
  let lastLook: string | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;

  store.subscribe((state, before) => {
    const id = state.view.conversationId;
    const isKnown = id !== null && state.conversations.byId[id] !== undefined;
    if (isKnown && (before.view.conversationId !== id || !before.conversations.byId[id])) opened(id);
    else if (isKnown && state.view.wanted && state.view.wanted !== before.view.wanted) void history.jumpTo(id, state.view.wanted.messageNo);
    if (state.view !== before.view) tellLook(state);
    if (state.view !== before.view) lookAgain();
    if (state.view !== before.view || state.timelines !== before.timelines || state.conversations !== before.conversations) markRead(state);
  });

  /** Begins at what a link asked for, else where one was reading, else where the new messages begin. */
  function opened(id: string): void {
    const { conversations, places, view } = store.getState();
    const conversation = conversations.byId[id];
    if (!conversation) return;
    const unread = unreadOf(conversation);
    const readNo = conversation.read_message_no;
    const place = placeToReturnTo(places, conversation);
    store.setState((state) => ({ view: { ...state.view, newAfter: unread > 0 ? readNo : null } }));
    if (view.wanted) history.showAround(id, view.wanted.messageNo, { to: "message", messageNo: view.wanted.messageNo, top: null });
    else if (place) history.showAround(id, place.messageNo, { to: "message", ...place });
    else if (unread > onNewestPage) history.showAround(id, Math.max(1, readNo), null);
    else history.showEnd(id);
    refresh(id);
  }

  function tellLook({ view, connection }: State): void {
    const looksAt = view.isFocused ? view.conversationId : null;
    if (connection.status === "online" && looksAt !== lastLook && send({ type: "look", conversation_id: looksAt })) lastLook = looksAt;
  }

  /** What stands at the end of the screen is read, here at once and on the server shortly after. */
  function markRead(state: State): void {
    const id = state.view.conversationId;
    const conversation = id ? state.conversations.byId[id] : undefined;
    if (!id || !conversation || !isReading(state.view, id)) return;
    const seen = shownRun(state.timelines[id] ?? emptyTimeline).at(-1)?.message_no ?? 0;
    if (seen <= conversation.read_message_no) return;
    untold.set(id, seen);
    store.setState((now) => readHere(now, id, seen));
    if (timer) return;
    tellRead();
    timer = setTimeout(() => {
      timer = undefined;
      tellRead();
    }, readPauseMs);
  }

  /** Whoever looks at what they marked as unread has come back to it. A mark that another device sets meanwhile stays. */
  function lookAgain(): void {
    const { view, conversations } = store.getState();
    const { conversationId: id, isFocused } = view;
    const conversation = id ? conversations.byId[id] : undefined;
    if (!id || !conversation || !isFocused || conversation.unread_mark === null) return;
    untold.set(id, Math.max(conversation.read_message_no, untold.get(id) ?? 0));
    const byId = { ...conversations.byId, [id]: withUnreadMark(conversation, null) };
    store.setState(({ pendingChanges }) => ({ conversations: { ...conversations, byId }, pendingChanges: withoutMarks(pendingChanges, id) }));
    tellRead();
  }

  function tellRead(): void {
    for (const [id, messageNo] of untold) {
      if (send({ type: "read", conversation_id: id, message_no: messageNo })) untold.delete(id);
    }
  }

  function onReady(ready: Pick<Ready, "conversations">): void {
    const { view, conversations } = store.getState();
    for (const head of ready.conversations) {
      const readHereNo = conversations.byId[head.id]?.read_message_no ?? 0;
      if (readHereNo > head.read_message_no) untold.set(head.id, readHereNo);
    }
    tellRead();
    lastLook = null;
    tellLook(store.getState());
    if (!view.conversationId || !conversations.byId[view.conversationId]) return;
    refresh(view.conversationId);
    history.open(view.conversationId);
  }

  return {
    look(conversationId, wanted = null) {
      const { view } = store.getState();
      if (view.conversationId !== conversationId) store.setState({ view: { ...view, conversationId, wanted, isAtEnd: false, newAfter: null } });
      else if (wanted && wanted !== view.wanted) store.setState({ view: { ...view, wanted } });
    },
    setAtEnd(isAtEnd) {
      const { view } = store.getState();
      if (view.isAtEnd !== isAtEnd) store.setState({ view: { ...view, isAtEnd } });
    },
    setFocused(isFocused) {
      const { view } = store.getState();
      if (view.isFocused !== isFocused) store.setState({ view: { ...view, isFocused } });
    },
    onLeave: tellRead,
    onReady,
  };
}

function readHere(state: State, id: string, messageNo: number): Partial<State> {
  const conversation = state.conversations.byId[id];
  if (!conversation) return state;
  const me = myId(state.session) ?? "";
  const byId = { ...state.conversations.byId, [id]: withRead(conversation, me, messageNo, me) };
  return withNotificationsRead({ ...state, conversations: { ...state.conversations, byId } }, id, messageNo, new Date().toISOString());
}
