/** Choosing what I want to hear of a conversation, and marking it as unread. Comes when it is first wanted. */

import type { AttentionActions } from "@/app/actions";
import { withRead, withUnreadMark } from "@/features/conversations/conversations";
import { myId } from "@/features/session/session";
import type { Conversation, Preferences, UnreadMarkPage } from "@/generated/contract";
import type { Api } from "@/lib/api-client";
import type { State } from "@/store/state";
import type { Store } from "@/store/store";

export interface Attention extends AttentionActions {
  /** What my other devices chose while this one was away. Never rejects. */
  catchUp(): Promise<void>;
}

const preferencesPath = "/api/notify/preferences";
const conversationPath = (conversationId: string) => `/api/chat/conversations/${conversationId}`;

export function createAttention(store: Store, api: Api): Attention {
  return {
    async catchUp() {
      const [preferences, marks] = await Promise.allSettled([api.get<Preferences>(preferencesPath), api.get<UnreadMarkPage>("/api/chat/unread-marks")]);
      if (preferences.status === "fulfilled") store.setState({ preferences: preferences.value });
      if (marks.status === "fulfilled") store.setState((state) => withMarks(state, marks.value.unread_marks));
    },
    async choose(conversationId, level, until) {
      const muted_until = until === null ? null : new Date(until).toISOString();
      store.setState({ preferences: await api.put<Preferences>(`${preferencesPath}/conversations/${conversationId}`, { level, muted_until }) });
    },
    async markUnread(conversationId) {
      const { read_message_no = 0, unread_mark: before = null } = store.getState().conversations.byId[conversationId] ?? {};
      const mark = (messageNo: number | null) => store.setState((state) => withChanged(state, conversationId, (one) => withUnreadMark(one, messageNo)));
      // Shown at once; as it was when the server refuses.
      mark(read_message_no);
      try {
        await api.put(`${conversationPath(conversationId)}/unread-mark`);
      } catch (error) {
        mark(before);
        throw error;
      }
    },
    async markRead(conversationId) {
      const message_no = store.getState().conversations.byId[conversationId]?.last_message_no ?? 0;
      await api.put(`${conversationPath(conversationId)}/read`, { message_no });
      store.setState((state) => {
        const me = myId(state.session) ?? "";
        return withChanged(state, conversationId, (one) => withUnreadMark(withRead(one, me, message_no, me), null));
      });
    },
  };
}

function withChanged(state: State, conversationId: string, change: (conversation: Conversation) => Conversation): Partial<State> {
  const conversation = state.conversations.byId[conversationId];
  if (!conversation) return state;
  return { conversations: { ...state.conversations, byId: { ...state.conversations.byId, [conversationId]: change(conversation) } } };
}

/** All marks there are: those that are not named are gone. */
export function withMarks(state: State, marks: { conversation_id: string; message_no: number }[]): Partial<State> {
  const known = new Map(marks.map((mark) => [mark.conversation_id, mark.message_no]));
  const all = Object.values(state.conversations.byId).map((one) => withUnreadMark(one, known.get(one.id) ?? null));
  return { conversations: { ...state.conversations, byId: Object.fromEntries(all.map((one) => [one.id, one])) } };
}
