/* Behind the title of a conversation that I have muted. */
import { BellOff } from "lucide-react";

export function MutedSign({ isMuted }: { isMuted: boolean }) {
  return isMuted && <BellOff role="img" aria-label="Muted" size={13} strokeWidth={2} className="ms-1.5 inline align-[-0.1em] text-faint" />;
}
