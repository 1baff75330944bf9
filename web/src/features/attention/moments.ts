/** The moments until which one mutes or pauses, chosen and in words. Pure, in the local zone. */

import { spokenLocale } from "@/i18n/t";
import { dayOf, timeOfDay } from "@/lib/times";

/** 8:00 of the next day, in ms since 1970: whatever the clock does in that night. */
export function tomorrowMorning(now: number): number {
  const morning = new Date(now);
  morning.setDate(morning.getDate() + 1);
  morning.setHours(8, 0, 0, 0);
  return morning.getTime();
}

/** "14:05" today, else "Tue, 24 Nov, 08:00". */
export function endOf(until: number, now: number): string {
  const time = timeOfDay(new Date(until).toISOString());
  return dayOf(until) === dayOf(now) ? time : `${new Date(until).toLocaleDateString(spokenLocale(), { weekday: "short", day: "numeric", month: "short" })}, ${time}`;
}
