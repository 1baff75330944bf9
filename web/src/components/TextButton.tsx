/* A deed within a line of words: underlined, in the line's own colour, and tall enough for a thumb. */
import type { ReactNode } from "react";

export function TextButton({ onPress, children }: { onPress: () => void; children: ReactNode }) {
  return (
    <button type="button" onClick={onPress} className="rounded-control px-1 font-semibold underline underline-offset-2 touch:min-h-11 touch:px-2">
      {children}
    </button>
  );
}
