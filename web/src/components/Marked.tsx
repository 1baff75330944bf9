/* A text with parts of it marked, as what a search matched. Underlined rather than coloured: it must show on every row and for every eye. */
import type { ReactNode } from "react";

/** `spans`: from, to (not included), in order and apart. */
export function Marked({ text, spans }: { text: string; spans: readonly (readonly [number, number])[] }) {
  const parts: ReactNode[] = [];
  let at = 0;
  for (const [from, to] of spans) {
    parts.push(
      text.slice(at, from),
      <mark key={from} className="bg-transparent font-medium text-accent-ink underline decoration-1 underline-offset-3 forced-mark">
        {text.slice(from, to)}
      </mark>,
    );
    at = to;
  }
  return [...parts, text.slice(at)];
}
