/* Somebody's avatar by id: whoever is not known yet is a quiet disc, and presence shows when it is watched. */
import { Avatar } from "@/components/Avatar";
import { usePresence } from "@/features/presence/use-presence";
import { usePerson } from "./use-people";

type Props = { userId: string | null; size?: 20 | 28 | 36 | 64 | 96; hasPresence?: boolean };

export function PersonAvatar({ userId, size = 36, hasPresence = false }: Props) {
  const person = usePerson(userId);
  const presence = usePresence(hasPresence ? userId : null);
  return (
    <Avatar
      name={person?.display_name ?? ""}
      colour={person?.colour ?? 5}
      picture={person?.avatar_url ?? null}
      size={size}
      presence={presence?.state ?? "unknown"}
    />
  );
}
