/* One person in a list: avatar, name, and a quiet second line. */
import type { ReactNode } from "react";
import { PersonAvatar } from "./PersonAvatar";

type Props = { userId: string; name: string; second: ReactNode; mark?: ReactNode; hasPresence?: boolean };

export function PersonLine({ userId, name, second, mark, hasPresence = false }: Props) {
  return (
    <>
      <PersonAvatar userId={userId} hasPresence={hasPresence} />
      <span className="min-w-0 flex-1 line-up">
        <span className="flex items-center gap-2">
          <span dir="auto" className="truncate text-ui font-medium">
            {name}
          </span>
          {mark}
        </span>
        <span dir="auto" className="block truncate text-small text-muted">
          {second}
        </span>
      </span>
    </>
  );
}
