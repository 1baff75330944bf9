/* The day that the following messages are of; it stays on top while they pass. */
import { dayName } from "@/lib/times";

export function DayDivider({ at, now }: { at: string; now: number }) {
  return (
    <div className="pointer-events-none sticky top-2 z-10 flex justify-center py-2">
      <h2 className="rounded-full border border-line bg-bg px-3 py-0.5 text-caption font-medium text-muted">{dayName(at, now)}</h2>
    </div>
  );
}
