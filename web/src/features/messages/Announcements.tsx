/* The place where announcements.ts is heard. It stays while conversations change, so that nothing is missed. */
import { useAnnouncement } from "./announcements";

export function Announcements() {
  const { text, no } = useAnnouncement();
  return (
    <div aria-live="polite" className="sr-only">
      {text && <p key={no}>{text}</p>}
    </div>
  );
}
