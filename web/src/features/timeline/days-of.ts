/* The rows of a timeline by day, so that each day's divider can stick while its messages pass. Pure. */
import type { TimelineRow } from "./rows";

export type Day = { key: string; at: string; rows: Exclude<TimelineRow, { type: "day" }>[] };

export function daysOf(rows: TimelineRow[]): Day[] {
  const days: Day[] = [];
  for (const row of rows) {
    if (row.type === "day") days.push({ key: row.key, at: row.at, rows: [] });
    else days.at(-1)?.rows.push(row);
  }
  return days;
}
