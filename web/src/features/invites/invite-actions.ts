/** Links into groups: making and revoking them, what one leads to, joining by it. Not kept in the store: only their own screens show them. */

import type { InviteActions } from "@/app/actions";
import { myId } from "@/features/session/session";
import type { Acceptance, Invitation, InviteLinkPage, NewInviteLink, RegistrationRules } from "@/generated/contract";
import { type Api, type Fetch, send } from "@/lib/api-client";
import type { Store } from "@/store/store";
import type { Sync } from "@/store/sync";

export interface InviteParts {
  store: Store;
  api: Api;
  fetch: Fetch;
  sync: Pick<Sync, "refresh">;
}

export function createInvites({ store, api, fetch, sync }: InviteParts): InviteActions {
  const ofGroup = (id: string) => `/api/chat/conversations/${id}/invites`;
  const link = (token: string) => `/api/chat/invites/${encodeURIComponent(token)}`;
  const get = <T>(path: string) => (myId(store.getState().session) ? api.get<T>(path) : send<T>(fetch, path, { method: "GET" }));
  return {
    make: (conversationId, wanted) => api.post<NewInviteLink>(ofGroup(conversationId), wanted),
    list: async (conversationId) => (await api.get<InviteLinkPage>(ofGroup(conversationId))).invites,
    revoke: (conversationId, inviteId) => api.delete(`${ofGroup(conversationId)}/${inviteId}`),
    preview: (token) => get<Invitation>(link(token)),
    async accept(token) {
      const { conversation_id } = await api.put<Acceptance>(`${link(token)}/acceptance`);
      if (conversation_id) await sync.refresh(conversation_id);
      return conversation_id;
    },
    isNeeded: async () => (await send<RegistrationRules>(fetch, "/api/auth/registration", { method: "GET" })).needs_invite,
  };
}
