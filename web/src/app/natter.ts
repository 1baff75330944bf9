/** The client of this tab: the one place that knows how its parts are put together, and what login and logout start and stop. */

import { showToast } from "@/components/toasts";
import { createAttachments } from "@/features/attachments/attachment-actions";
import { chosenIn } from "@/features/attachments/uploads";
import { changeComposing, lastOfMine } from "@/features/composer/composing";
import { createDrafts } from "@/features/composer/drafts";
import { createOutbox } from "@/features/composer/outbox";
import { type PendingSend, sendsIn } from "@/features/composer/pending-sends";
import { createOutboxRows } from "@/features/composer/outbox-rows";
import { createConnection } from "@/features/connection/connection-controller";
import { createConversations, loadConversations } from "@/features/conversations/conversation-actions";
import { createInvites } from "@/features/invites/invite-actions";
import { type PendingChange, pendingIn, refOf, type Refusal, withMyChanges } from "@/features/messages/pending-changes";
import { createNotifications } from "@/features/notifications/notification-actions";
import { createPeople } from "@/features/people/people-directory";
import { createPresence } from "@/features/presence/presence-actions";
import { createSearch } from "@/features/search/search-actions";
import { createAccessTokens } from "@/features/session/access-tokens";
import { myId } from "@/features/session/session";
import { createDevices } from "@/features/session/devices";
import { createProfile, createSession, sessionEvents } from "@/features/session/session-actions";
import { followChanges } from "@/features/timeline/change-history";
import { createHistory } from "@/features/timeline/history";
import { createLooking } from "@/features/timeline/looking";
import { shownMessages } from "@/features/timeline/rows";
import { emptyTimeline, shownRun } from "@/features/timeline/timeline";
import type { LoggedIn, Ready } from "@/generated/contract";
import { t } from "@/i18n/t";
import { createApi, type Fetch } from "@/lib/api-client";
import { messageOf } from "@/lib/api-error";
import { pauseMs } from "@/lib/backoff";
import { exclusive } from "@/lib/exclusive";
import { createJournal } from "@/lib/journal";
import { loadedOnce } from "@/lib/loaded-once";
import type { ServerFrame } from "@/lib/socket";
import { createKeeper } from "@/store/keeper";
import { startingState } from "@/store/state";
import { store } from "@/store/store";
import { createSync } from "@/store/sync";
import type { Natter } from "./actions";
import { browser, changeTabs, locks, onFocus, outboxTabs, sessionTabs } from "./browser";
import { fetchQuietly } from "./fresh-build";
import { canShare, holdsConnection, leaveLine, type Line, makeLine } from "./line";

const fetch: Fetch = (path, init) => globalThis.fetch(path, init);
const oneTab = exclusive("natter.refresh", locks, localStorage);
/** This load of the page must not begin with what was kept. */
const afresh = "natter.afresh";
/** What was kept longer ago is shown as well, but the list is read again behind it. */
const freshForMs = 3_600_000;

const followed = sessionEvents(store, localStorage, startAfresh);
const tokens = createAccessTokens({ fetch, exclusive: oneTab, tabs: sessionTabs(), events: { ...followed, onGranted } });
const api = createApi(tokens, fetch);
/** Null while nobody is logged in. */
let line: Line | null = null;
const connection = createConnection(store, () => line, browser);
const { send } = connection;

const history = createHistory(store, api);
const sync = createSync({
  store,
  api,
  onOtherEpoch: startAfresh,
  onStartedAgain: (id) => store.getState().view.conversationId === id && history.open(id),
  onManyUnknown: reloadList,
});
const keeper = createKeeper({ store, epoch: sync.epoch, isWriter });
const looking = createLooking({ store, history, send, refresh: (id) => void sync.refresh(id).catch(() => undefined) });
const rows = createOutboxRows();
const sendJournal = createJournal<PendingSend>(localStorage, "sends");
const outbox = createOutbox({ store, rows, journal: sendJournal, tabs: canShare ? outboxTabs() : null, isSender: isWriter, send, onSilence: () => line?.restart() });
const attachments = createAttachments(store, api);
const changeJournal = createJournal<PendingChange>(localStorage, "changes");
const drafts = createDrafts(store, localStorage);
const presence = createPresence(store, send);
const notifications = createNotifications(store, api);
const session = createSession({ store, tokens, fetch, exclusive: oneTab, storage: localStorage });

/** An open socket goes on with the new token. */
function onGranted(grant: LoggedIn): void {
  followed.onGranted(grant);
  line?.send({ type: "token", token: grant.access_token });
}

function onFrame(frame: ServerFrame): void {
  sync.onFrame(frame);
  if (frame.type === "ack") outbox.onAck(frame);
  if (frame.type === "error") outbox.onError(frame);
  if (frame.type === "ready") onConnected(frame);
}

/** Not asked by all who come back at once, and nothing that the first screen waits for. */
const catchUpWithinMs = 3_000;
const messages = loadedOnce(async () => (await import("@/features/messages/message-actions")).createMessages({ store, api, journal: changeJournal, epoch: sync.epoch }));

const attention = loadedOnce(async () => {
  const [{ createAttention }, { begin }] = await Promise.all([import("@/features/attention/attention-actions"), messages()]);
  return createAttention(store, api, begin);
});

/** What I did is on the screen and in the journal before this is there. */
const changeQueue = loadedOnce(async () => {
  const { createChangeQueue } = await import("@/features/messages/change-queue");
  const tabs = canShare ? changeTabs() : null;
  return createChangeQueue({ store, api, journal: changeJournal, tabs, isSender: isWriter, isOnline: browser.isOnline, epoch: sync.epoch, onRefused });
});

/** A part that cannot be had keeps nothing, which is said. */
function withPart<Part>(part: () => Promise<Part>, act: (found: Part) => void): void {
  part().then(act).catch((error: unknown) => showToast("missing part", t("That did not work."), messageOf(error), { tone: "danger" }));
}

/** It is as the server says, which is to be heard first. */
function onRefused(change: PendingChange, { message }: Refusal): void {
  void attention().then((found) => found.catchUp());
  const title = change.kind === "choice" ? t("Your choice was not kept") : change.kind === "mark" && change.isUnread ? t("It was not marked as unread") : t("It was not marked as read");
  showToast(change.change_id, title, message, { tone: "danger" });
}

/** What was written or done here and has not reached the server; a part that does not come now comes with the next connection. */
function restoreWaiting(): void {
  void outbox.restore();
  void fetchQuietly(async () => (await changeQueue()).restore());
  void fetchQuietly(messages);
  void fetchQuietly(attention);
}

/** A new connection, or one of another tab that is new to this one. */
function onConnected(told: Pick<Ready, "conversations">): void {
  setTimeout(() => void attention().then((found) => found.catchUp()), catchUpWithinMs * Math.random());
  looking.onReady(told);
  presence.onReady();
  void notifications.load();
  restoreWaiting();
}

/** Of what the tabs share, one writes. */
function isWriter(): boolean {
  return holdsConnection(line);
}

/** Another user, or another history of the database: nothing here is true any more. */
function startAfresh(): void {
  line?.stop();
  line = null;
  sessionStorage.setItem(afresh, "1");
  void keeper.clear().then(() => location.reload());
}

function onWelcome(welcome: Parameters<typeof sync.onWelcome>[0]): void {
  sync.onWelcome(welcome);
  onConnected({ conversations: [] });
}

/** What was kept or the list first, the connection after it: the cursors say where we stand. */
async function open(attempt = 0): Promise<void> {
  const userId = myId(store.getState().session);
  if (!userId || line) return;
  try {
    await ((await restored()) || loadConversations({ store, api }));
  } catch {
    setTimeout(() => void open(attempt + 1), 500 + pauseMs(attempt, Math.random()));
    return;
  }
  if (myId(store.getState().session) !== userId || line) return;
  const { onStatus } = connection;
  line = makeLine({ userId, tokens, sync, events: { onFrame, onStatus, onWelcome, onLead: restoreWaiting, onTabGone: restoreWaiting } });
  line.start();
}

async function restored(): Promise<boolean> {
  const isAfresh = sessionStorage.getItem(afresh) !== null;
  sessionStorage.removeItem(afresh);
  if (isAfresh) await keeper.clear();
  const kept = isAfresh ? null : await keeper.restore();
  if (!kept) return false;
  sync.adopt(kept.epoch);
  if (Date.now() - kept.writtenAt > freshForMs) reloadList();
  return true;
}

function reloadList(): void {
  void loadConversations({ store, api }).then(sync.lookForHoles).catch(() => undefined);
}

function close(): void {
  line?.stop();
  line = null;
  sync.stop();
  store.setState(({ session: ended, view }) => ({ ...startingState(Date.now()), session: ended, view: { ...view, conversationId: null } }));
}

function editLast(conversationId: string): boolean {
  const { timelines, outbox: sends, pendingChanges, session: current } = store.getState();
  const me = myId(current) ?? "";
  const shown = shownMessages(shownRun(timelines[conversationId] ?? emptyTimeline), sendsIn(sends, conversationId), me);
  const last = lastOfMine(shown.map((message) => withMyChanges(message, pendingIn(pendingChanges, conversationId), me)), me);
  if (last) changeComposing(store, conversationId, { edit: { message: refOf(last), text: last.body } });
  return last !== null;
}

function setEditText(conversationId: string, text: string): void {
  const edit = store.getState().composing[conversationId]?.edit;
  if (edit) changeComposing(store, conversationId, { edit: { ...edit, text } });
}

store.subscribe((state, before) => {
  if (state.session.status === "signed-out" && before.session.status !== "signed-out") void keeper.clear();
  const userId = myId(state.session);
  const userBefore = myId(before.session);
  if (userId === userBefore) return;
  if (userBefore) close();
  if (!userId) return;
  drafts.restore();
  restoreWaiting();
  void open();
});

onFocus(looking.setFocused);
followChanges(store, api);
browser.on("leaving", () => {
  looking.onLeave();
  void keeper.write();
  leaveLine(line);
});

export const natter: Natter = {
  session: {
    ...session,
    async logout() {
      const userId = myId(store.getState().session);
      await session.logout();
      if (!userId) return;
      drafts.clear(userId);
      sendJournal.clear(userId);
      await rows.clear(userId);
      await changeQueue().then((found) => found.clear(userId)).catch(() => changeJournal.clear(userId));
    },
  },
  devices: createDevices(api),
  profile: createProfile(store, api, localStorage),
  conversations: createConversations({ store, api, sync, reload: () => loadConversations({ store, api }).then(() => open()) }),
  invites: createInvites({ store, api, fetch, sync }),
  timeline: {
    ...history,
    jumpTo: (id, messageNo) => void history.jumpTo(id, messageNo),
    jumpToEnd: (id) => void history.jumpToEnd(id),
    look: looking.look,
    setAtEnd: looking.setAtEnd,
    retry: history.open,
  },
  composer: {
    send(conversationId, body, replyTo) {
      outbox.send(conversationId, body, replyTo, chosenIn(store.getState().uploads, conversationId));
      presence.onSend(conversationId);
      drafts.set(conversationId, "");
      if (replyTo) changeComposing(store, conversationId, { replyTo: null });
      void history.jumpToEnd(conversationId);
    },
    retry: outbox.retry,
    discard(conversationId, clientMessageId) {
      const held = sendsIn(store.getState().outbox, conversationId).find((sent) => sent.client_message_id === clientMessageId);
      outbox.discard(conversationId, clientMessageId);
      if (!held?.uploads) return;
      attachments.remove(held.uploads);
      if (!store.getState().drafts[conversationId]) drafts.set(conversationId, held.body);
    },
    setDraft: drafts.set,
    typing: presence.typing,
    replyTo: (conversationId, replyTo) => changeComposing(store, conversationId, { replyTo }),
    startEdit: (conversationId, message, text) => changeComposing(store, conversationId, { edit: { message, text } }),
    editLast,
    setEditText,
    stopEdit: (conversationId) => changeComposing(store, conversationId, { edit: null }),
  },
  attachments,
  messages: {
    edit: (...edit) => withPart(messages, (found) => found.edit(...edit)),
    remove: (...removal) => withPart(messages, (found) => found.remove(...removal)),
    react: (...reaction) => withPart(messages, (found) => found.react(...reaction)),
    again: (change) => withPart(messages, (found) => found.again(change)),
    forget: (change) => withPart(messages, (found) => found.forget(change)),
    needQuoted: (...quoted) => void fetchQuietly(async () => (await messages()).needQuoted(...quoted)),
  },
  people: createPeople(store, api),
  search: createSearch(api),
  presence: { watch: presence.watch },
  attention: {
    choose: (...choice) => withPart(attention, (found) => found.choose(...choice)),
    chooseDefault: (level) => attention().then((found) => found.chooseDefault(level)),
    catchUp: () => attention().then((found) => found.catchUp()),
    pause: (until) => attention().then((found) => found.pause(until)),
    markUnread: (id) => withPart(attention, (found) => found.markUnread(id)),
    markRead: (id) => withPart(attention, (found) => found.markRead(id)),
  },
  notifications,
  connection: { reconnect: connection.reconnect, isLeading: isWriter },
};
