/** The days that one mostly goes back to, in the local zone. Pure. */

import { t } from "@/i18n/t";
import { dayOf } from "@/lib/times";

/** `day` as "2026-11-23". */
export function daysBack(now: number): { name: string; day: string }[] {
  const back = (days: number, months = 0) => {
    const date = new Date(now);
    return dayOf(new Date(date.getFullYear(), date.getMonth() - months, date.getDate() - days).getTime());
  };
  return [
    { name: t("Yesterday"), day: back(1) },
    { name: t("A week ago"), day: back(7) },
    { name: t("A month ago"), day: back(0, 1) },
    { name: t("The beginning"), day: "1970-01-02" },
  ];
}
