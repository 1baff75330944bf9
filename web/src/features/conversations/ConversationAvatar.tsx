/* The avatar of a conversation: the other person, or the group's own. */
import { Avatar } from "@/components/Avatar";
import { PersonAvatar } from "@/features/people/PersonAvatar";
import { hueOf } from "./hue";

type Props = { id: string; title: string; kind: "direct" | "group"; partnerId: string | null; size?: 20 | 28 | 36 | 64 | 96; hasPresence?: boolean };

export function ConversationAvatar({ id, title, kind, partnerId, size = 36, hasPresence = true }: Props) {
  if (kind === "direct") return <PersonAvatar userId={partnerId} size={size} hasPresence={hasPresence} />;
  return <Avatar name={title} colour={hueOf(id)} kind="group" size={size} />;
}
