/** Choosing what I want to hear of a conversation, and marking it as unread. Comes when it is first wanted. */

import type { AttentionActions } from "@/app/actions";
import { withUnreadMark } from "@/features/conversations/conversations";
import type { Messages } from "@/features/messages/message-actions";
import type { Preferences, UnreadMarkPage } from "@/generated/contract";
import type { Api } from "@/lib/api-client";
import type { State } from "@/store/state";
import type { Store } from "@/store/store";
import { laid } from "./laying";

/** `begin`: shows and keeps what I chose until the server has answered it. */
export function createAttention(store: Store, api: Api, begin: Messages["begin"]): AttentionActions {
  const lay = (state: State) => {
    const wanted = laid(state);
    if (wanted) store.setState(wanted);
  };
  store.subscribe((state, before) => {
    if (state.pendingChanges !== before.pendingChanges || state.preferences !== before.preferences || state.conversations !== before.conversations) lay(store.getState());
  });
  lay(store.getState());

  return {
    async catchUp() {
      const [preferences, marks] = await Promise.allSettled([api.get<Preferences>("/api/notify/preferences"), api.get<UnreadMarkPage>("/api/chat/unread-marks")]);
      if (preferences.status === "fulfilled") store.setState({ preferences: preferences.value });
      if (marks.status === "fulfilled") store.setState((state) => withMarks(state, marks.value.unread_marks));
    },
    choose(conversationId, level, until) {
      begin(conversationId, null, { kind: "choice", level, muted_until: until === null ? null : new Date(until).toISOString() });
    },
    async chooseDefault(level) {
      store.setState({ preferences: await api.put<Preferences>("/api/notify/preferences/default", { level }) });
    },
    async pause(until) {
      store.setState({ preferences: await api.put<Preferences>("/api/notify/preferences/pause", { until: until === null ? null : new Date(until).toISOString() }) });
    },
    markUnread(conversationId) {
      begin(conversationId, null, { kind: "mark", isUnread: true, up_to: store.getState().conversations.byId[conversationId]?.read_message_no ?? 0 });
    },
    markRead(conversationId) {
      begin(conversationId, null, { kind: "mark", isUnread: false, up_to: store.getState().conversations.byId[conversationId]?.last_message_no ?? 0 });
    },
  };
}

/** All marks there are: those that are not named are gone. */
export function withMarks(state: State, marks: { conversation_id: string; message_no: number }[]): Partial<State> {
  const known = new Map(marks.map((mark) => [mark.conversation_id, mark.message_no]));
  const all = Object.values(state.conversations.byId).map((one) => withUnreadMark(one, known.get(one.id) ?? null));
  return { conversations: { ...state.conversations, byId: Object.fromEntries(all.map((one) => [one.id, one])) } };
}
