/* What happened in a conversation, as a sentence. Pure: names are handed in; one's own is "you". */
import { t } from "@/i18n/t";
import type { Change } from "./changes";

/** Null for what this client does not know to tell. Whole sentences: in other languages the verb changes with who did it. */
export function changeSentence(change: Change, myId: string, nameOf: (userId: string) => string): string | null {
  const actor = nameOf(change.actor_id);
  const isMe = change.actor_id === myId;
  switch (change.kind) {
    case "member.added": {
      if (change.actor_id === change.data.user_id) return t("{isMe, select, true {You joined} other {{actor} joined}}", { isMe, actor });
      const { toMe, name } = target(change.data.user_id);
      return t("{isMe, select, true {You} other {{actor}}} added {toMe, select, true {you} other {{name}}}", { isMe, actor, toMe, name });
    }
    case "member.removed": {
      if (change.actor_id === change.data.user_id) return t("{isMe, select, true {You left} other {{actor} left}}", { isMe, actor });
      const { toMe, name } = target(change.data.user_id);
      return t("{isMe, select, true {You} other {{actor}}} removed {toMe, select, true {you} other {{name}}}", { isMe, actor, toMe, name });
    }
    case "member.role_changed": {
      const { toMe, name } = target(change.data.user_id);
      return change.data.role === "admin"
        ? t("{isMe, select, true {You} other {{actor}}} made {toMe, select, true {you} other {{name}}} an admin", { isMe, actor, toMe, name })
        : t("{isMe, select, true {You} other {{actor}}} made {toMe, select, true {you} other {{name}}} a plain member", { isMe, actor, toMe, name });
    }
    case "conversation.renamed":
      return t("{isMe, select, true {You} other {{actor}}} renamed the group to “{title}”", { isMe, actor, title: change.data.title });
    default:
      return null;
  }

  function target(userId: string): { toMe: boolean; name: string } {
    return { toMe: userId === myId, name: nameOf(userId) };
  }
}
