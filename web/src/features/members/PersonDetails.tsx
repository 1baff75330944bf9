/* The other person of a direct conversation. */
import { useNow } from "@/components/use-now";
import { PersonAvatar } from "@/features/people/PersonAvatar";
import { usePerson } from "@/features/people/use-people";
import { presenceSentence } from "@/features/presence/presence-sentence";
import { usePresence } from "@/features/presence/use-presence";

export function PersonDetails({ userId }: { userId: string }) {
  const person = usePerson(userId);
  const presence = usePresence(userId);
  const now = useNow();
  return (
    <div className="flex flex-col items-center gap-4 px-4 py-8 text-center">
      <PersonAvatar userId={userId} size={96} hasPresence />
      <div className="flex max-w-full flex-col gap-1">
        <p dir="auto" className="text-heading font-semibold tracking-tight [overflow-wrap:anywhere]">
          {person?.display_name}
        </p>
        {person && <p className="text-small text-muted"><bdi>@{person.username}</bdi></p>}
        <p className="text-small text-muted">{presenceSentence(presence, now)}</p>
      </div>
      {person?.status_text && (
        <p dir="auto" className="max-w-full rounded-card bg-hover px-3 py-2 text-small [overflow-wrap:anywhere]">
          {person.status_text}
        </p>
      )}
    </div>
  );
}
