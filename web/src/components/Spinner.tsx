/* A turning ring for work that lasts; decorative, what is going on is said by the words beside it. */
import { LoaderCircle } from "lucide-react";

export function Spinner({ size = 16 }: { size?: number }) {
  return <LoaderCircle aria-hidden size={size} strokeWidth={2} className="shrink-0 animate-spin still:animate-none" />;
}
