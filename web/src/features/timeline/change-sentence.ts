/* What happened in a conversation, as a sentence. Pure: names are handed in; one's own is "you". */
import type { Change } from "./changes";

/** Null for what this client does not know to tell. */
export function changeSentence(change: Change, nameOf: (userId: string) => string): string | null {
  const actor = nameOf(change.actor_id);
  switch (change.kind) {
    case "member.added":
      return start(change.actor_id === change.data.user_id ? `${actor} joined` : `${actor} added ${nameOf(change.data.user_id)}`);
    case "member.removed":
      return start(change.actor_id === change.data.user_id ? `${actor} left` : `${actor} removed ${nameOf(change.data.user_id)}`);
    case "member.role_changed":
      return start(`${actor} made ${nameOf(change.data.user_id)} ${change.data.role === "admin" ? "an admin" : "a plain member"}`);
    case "conversation.renamed":
      return start(`${actor} renamed the group to “${change.data.title}”`);
    default:
      return null;
  }
}

function start(sentence: string): string {
  return sentence.charAt(0).toLocaleUpperCase() + sentence.slice(1);
}
