/** The list and what people do with conversations. Answers go into the store at once, events confirm them. */

import type { ConversationActions } from "@/app/actions";
import type { Conversation, ConversationPage, MemberPage } from "@/generated/contract";
import type { Api } from "@/lib/api-client";
import { messageOf } from "@/lib/api-error";
import type { Store } from "@/store/store";
import type { Sync } from "@/store/sync";
import { withAnswer } from "@/store/with-answer";
import { withoutConversation } from "@/store/without-conversation";
import { myId } from "@/features/session/session";
import { isPartial, withMembers } from "./conversations";

export interface ConversationParts {
  store: Store;
  api: Api;
  sync: Sync;
}

const pageSize = 200;
const path = "/api/chat/conversations";

/** Reads my whole list into the store; rejects when a page fails, what was read before stays. */
export async function loadConversations({ store, api }: Pick<ConversationParts, "store" | "api">): Promise<void> {
  const status = (value: "loading" | "ready" | "error", failure: string | null = null) =>
    store.setState((state) => ({ conversations: { ...state.conversations, status: value, failure } }));
  if (store.getState().conversations.status === "error") status("loading");
  try {
    for (let next: string | null = ""; next !== null; ) {
      const cursor: string = next ? `&before=${encodeURIComponent(next)}` : "";
      const page: ConversationPage = await api.get<ConversationPage>(`${path}?limit=${pageSize}${cursor}`);
      store.setState((state) => page.conversations.reduce(withAnswer, state));
      next = page.next;
    }
    status("ready");
  } catch (error) {
    if (store.getState().conversations.status !== "ready") status("error", messageOf(error));
    throw error;
  }
}

export function createConversations({ store, api, sync, reload }: ConversationParts & { reload(): Promise<void> }): ConversationActions {
  const members = (id: string) => `${path}/${id}/members`;
  const known = (conversation: Conversation) => {
    store.setState((state) => withAnswer(state, conversation));
    sync.lookForHoles();
    return conversation.id;
  };
  /** Forget it before the event says so: we know already. */
  const forget = (id: string) => store.setState((state) => withoutConversation(state, id));
  async function loadMembers(id: string, fresh: Conversation): Promise<Conversation> {
    const page = await api.get<MemberPage>(members(id));
    const whole = withMembers(store.getState().conversations.byId[id] ?? fresh, page.members);
    store.setState(({ conversations }) => ({ conversations: { ...conversations, byId: { ...conversations.byId, [id]: whole } } }));
    return whole;
  }
  const refreshed = async (id: string) => void (await sync.refresh(id));
  return {
    reload,
    async refresh(id) {
      const fresh = await sync.refresh(id);
      return isPartial(fresh) ? loadMembers(id, fresh) : fresh;
    },
    startDirect: async (userId) => known(await api.post<Conversation>(path, { kind: "direct", user_id: userId })),
    startGroup: async (title, memberIds) => known(await api.post<Conversation>(path, { kind: "group", title, member_ids: memberIds })),
    rename: async (id, title) => {
      await api.patch(`${path}/${id}`, { title });
      await refreshed(id);
    },
    addMembers: async (id, userIds) => {
      for (const userId of userIds) await api.post(members(id), { user_id: userId });
      await refreshed(id);
    },
    removeMember: async (id, userId) => {
      await api.delete(`${members(id)}/${userId}`);
      await refreshed(id);
    },
    setRole: async (id, userId, role) => {
      await api.patch(`${members(id)}/${userId}`, { role });
      await refreshed(id);
    },
    leave: async (id) => {
      await api.delete(`${members(id)}/${myId(store.getState().session) ?? ""}`);
      forget(id);
    },
  };
}
