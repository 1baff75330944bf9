/* The day that the following messages are of; it stays on top while they pass. Pressed, it leads to other days. */
import { lazy, Suspense, useState } from "react";
import { useParams } from "react-router";
import { t } from "@/i18n/t";
import { dayName } from "@/lib/times";

const JumpToDate = lazy(async () => ({ default: (await import("@/features/search/JumpToDate")).JumpToDate }));

/** Not a stop on the way through messages: by keyboard, other days are reached from the search (Ctrl/Cmd F). */
export function DayDivider({ at, now }: { at: string; now: number }) {
  const conversationId = useParams()["conversationId"] ?? "";
  const [state, setState] = useState<"unused" | "open" | "closed">("unused");
  const day = dayName(at, now);
  return (
    <div className="pointer-events-none sticky top-2 z-10 flex justify-center py-(--day-pad)">
      <h2>
        <button
          type="button"
          tabIndex={-1}
          aria-haspopup="dialog"
          aria-label={t("{day}. Go to a date", { day })}
          onClick={() => setState("open")}
          className="pointer-events-auto relative rounded-full border border-line bg-bg px-3 py-0.5 text-caption font-medium text-muted transition-colors after:absolute after:-inset-2 hover:bg-hover hover:text-ink"
        >
          {day}
        </button>
      </h2>
      {state !== "unused" && (
        <Suspense fallback={null}>
          <JumpToDate conversationId={conversationId} at={at} isOpen={state === "open"} onClose={() => setState("closed")} />
        </Suspense>
      )}
    </div>
  );
}
