/* The rows of a timeline in sections by day. Apart from Timeline, so that what only its edges know draws no row again. */
import { memo, useMemo } from "react";
import { useAppearance } from "@/features/settings/device-appearance";
import { ChangeRow } from "./ChangeRow";
import { DayDivider } from "./DayDivider";
import { daysOf } from "./days-of";
import { MessageRow } from "./MessageRow";
import { NewDivider } from "./NewDivider";
import type { TimelineRow } from "./rows";

type Props = { rows: TimelineRow[]; now: number; isGroup: boolean };

export const Days = memo(function Days({ rows, now, isGroup }: Props) {
  const days = useMemo(() => daysOf(rows), [rows]);
  const isCompact = useAppearance().density === "compact";
  return days.map((day) => (
    <section key={day.key}>
      <DayDivider at={day.at} now={now} />
      <ol>
        {day.rows.map((row) => {
          if (row.type === "new") return <NewDivider key={row.key} count={row.count} />;
          if (row.type === "change") return <ChangeRow key={row.key} change={row.change} />;
          return <MessageRow key={row.key} message={row.message} isGroupStart={row.isGroupStart} isGroup={isGroup} isCompact={isCompact} />;
        })}
      </ol>
    </section>
  ));
});
