/** One change as a request to the server. Each may be sent again: what is so already is answered the same way. */

import type { EditInput, Message, Preferences } from "@/generated/contract";
import type { Api } from "@/lib/api-client";
import type { PendingChange } from "./pending-changes";

/** What came of it, as far as the server says: everything else arrives as an event or a frame. */
export interface Answer {
  message?: Message;
  preferences?: Preferences;
}

export async function ask(api: Api, change: PendingChange): Promise<Answer> {
  const conversation = `/api/chat/conversations/${change.conversation_id}`;
  const message = `${conversation}/messages/${change.message_no}`;
  switch (change.kind) {
    case "edit": {
      const edit: EditInput = { body: change.body, ...(change.replaces !== null && { replaces: change.replaces }) };
      return { message: await api.patch<Message>(message, edit) };
    }
    case "deletion":
      return { message: await api.delete<Message>(message) };
    case "reaction": {
      const reaction = `${message}/reactions/${encodeURIComponent(change.emoji)}`;
      return { message: await (change.isOn ? api.put<Message>(reaction) : api.delete<Message>(reaction)) };
    }
    case "choice": {
      const { level, muted_until } = change;
      return { preferences: await api.put<Preferences>(`/api/notify/preferences/conversations/${change.conversation_id}`, { level, muted_until }) };
    }
    case "mark":
      await (change.isUnread ? api.put(`${conversation}/unread-mark`) : api.put(`${conversation}/read`, { message_no: change.up_to }));
      return {};
  }
}
