/** The client of this tab: the one place that knows how its parts are put together, and what login and logout start and stop. */

import { createDrafts } from "@/features/composer/drafts";
import { createOutbox } from "@/features/composer/outbox";
import { createOutboxRows } from "@/features/composer/outbox-rows";
import { createConnection } from "@/features/connection/connection-controller";
import { createTabLine, type TabLine } from "@/features/connection/tab-line";
import { createConversations, loadConversations } from "@/features/conversations/conversation-actions";
import { createNotifications } from "@/features/notifications/notification-actions";
import { createPeople } from "@/features/people/people-directory";
import { createPresence } from "@/features/presence/presence-actions";
import { createAccessTokens } from "@/features/session/access-tokens";
import { myId } from "@/features/session/session";
import { createDevices } from "@/features/session/devices";
import { createProfile, createSession, sessionEvents } from "@/features/session/session-actions";
import { followChanges } from "@/features/timeline/change-history";
import { createHistory } from "@/features/timeline/history";
import { createLooking } from "@/features/timeline/looking";
import type { LoggedIn, Ready } from "@/generated/contract";
import { createApi, type Fetch } from "@/lib/api-client";
import { pauseMs } from "@/lib/backoff";
import { deviceId, newClientId } from "@/lib/client-ids";
import { exclusive } from "@/lib/exclusive";
import { createSocket, type ServerFrame, type Socket, type SocketEvents } from "@/lib/socket";
import { startingState } from "@/store/state";
import { store } from "@/store/store";
import { createSync } from "@/store/sync";
import type { Natter } from "./actions";
import { browser, canShareConnection, isHidden, lineTabs, locks, onFocus, outboxTabs, sessionTabs, socketUrl } from "./browser";

const fetch: Fetch = (path, init) => globalThis.fetch(path, init);
const oneTab = exclusive("natter.refresh", locks, localStorage);
const startAfresh = () => location.reload();

const followed = sessionEvents(store, localStorage, startAfresh);
const tokens = createAccessTokens({ fetch, exclusive: oneTab, tabs: sessionTabs(), events: { ...followed, onGranted } });
const api = createApi(tokens, fetch);
/** Of this tab, or shared by all; null while nobody is logged in. */
let socket: Socket | TabLine | null = null;
const connection = createConnection(store, () => socket, browser);
const { send } = connection;

const history = createHistory(store, api);
const sync = createSync({ store, api, onOtherEpoch: startAfresh, onStartedAgain: (id) => store.getState().view.conversationId === id && history.open(id) });
const looking = createLooking({ store, history, send, refresh: (id) => void sync.refresh(id).catch(() => undefined) });
const rows = createOutboxRows();
const outbox = createOutbox({ store, rows, tabs: canShareConnection ? outboxTabs() : null, isSender: holdsConnection, send, onSilence: () => socket?.restart() });
const drafts = createDrafts(store, localStorage);
const presence = createPresence(store, send);
const notifications = createNotifications(store, api);
const session = createSession({ store, tokens, fetch, exclusive: oneTab, storage: localStorage });

/** An open socket goes on with the new token. */
function onGranted(grant: LoggedIn): void {
  followed.onGranted(grant);
  socket?.send({ type: "token", token: grant.access_token });
}

function onFrame(frame: ServerFrame): void {
  sync.onFrame(frame);
  if (frame.type === "ack") outbox.onAck(frame);
  if (frame.type === "error") outbox.onError(frame);
  if (frame.type === "ready") onConnected(frame);
}

/** A new connection, or one of another tab that is new to this one. */
function onConnected(told: Pick<Ready, "conversations">): void {
  looking.onReady(told);
  presence.onReady();
  void notifications.load();
  void outbox.restore();
}

function holdsConnection(): boolean {
  return socket !== null && (!("isLeading" in socket) || socket.isLeading());
}

function makeSocket(events: SocketEvents): Socket {
  return createSocket({
    url: socketUrl(),
    token: tokens.current,
    renewedToken: tokens.renewed,
    greeting: () => ({ device_id: deviceId(localStorage), ...sync.greeting() }),
    events,
    isHidden,
  });
}

/** One connection for all tabs where the browser lets them agree, else one for each. */
function makeLine(userId: string): Socket | TabLine {
  const { onStatus } = connection;
  if (!locks || !canShareConnection) return makeSocket({ onFrame, onStatus });
  return createTabLine({
    tab: newClientId(),
    channel: lineTabs(userId),
    locks,
    lockName: `natter.line.${userId}.1`,
    makeSocket,
    isVisible: () => !isHidden(),
    welcome: sync.welcome,
    events: { onFrame, onStatus, onWelcome, onLead: () => void outbox.restore(), onTabGone: () => void outbox.restore() },
  });
}

function onWelcome(welcome: Parameters<typeof sync.onWelcome>[0]): void {
  sync.onWelcome(welcome);
  onConnected({ conversations: [] });
}

/** The list first, the socket after it: its cursors say where the list stands. */
async function open(attempt = 0): Promise<void> {
  const userId = myId(store.getState().session);
  if (!userId || socket) return;
  try {
    await loadConversations({ store, api });
  } catch {
    setTimeout(() => void open(attempt + 1), 500 + pauseMs(attempt, Math.random()));
    return;
  }
  if (myId(store.getState().session) !== userId || socket) return;
  socket = makeLine(userId);
  socket.start();
}

function close(): void {
  socket?.stop();
  socket = null;
  sync.stop();
  store.setState(({ session: ended, view }) => ({ ...startingState(Date.now()), session: ended, view: { ...view, conversationId: null } }));
}

store.subscribe((state, before) => {
  const userId = myId(state.session);
  const userBefore = myId(before.session);
  if (userId === userBefore) return;
  if (userBefore) close();
  if (!userId) return;
  drafts.restore();
  void outbox.restore();
  void open();
});

onFocus(looking.setFocused);
followChanges(store, api);
browser.on("leaving", () => {
  looking.onLeave();
  if (socket && "leave" in socket) socket.leave();
});

export const natter: Natter = {
  session: {
    ...session,
    async logout() {
      const userId = myId(store.getState().session);
      await session.logout();
      if (!userId) return;
      drafts.clear(userId);
      await rows.clear(userId);
    },
  },
  devices: createDevices(api),
  profile: createProfile(store, api),
  conversations: createConversations({ store, api, sync, reload: () => loadConversations({ store, api }).then(() => open()) }),
  timeline: { ...history, jumpToEnd: (id) => void history.jumpToEnd(id), look: looking.look, setAtEnd: looking.setAtEnd, retry: history.open },
  composer: {
    send(conversationId, body) {
      outbox.send(conversationId, body);
      presence.onSend(conversationId);
      drafts.set(conversationId, "");
      void history.jumpToEnd(conversationId);
    },
    retry: outbox.retry,
    discard: outbox.discard,
    setDraft: drafts.set,
    typing: presence.typing,
  },
  people: createPeople(store, api),
  presence: { watch: presence.watch },
  notifications,
  connection: { reconnect: connection.reconnect },
};
