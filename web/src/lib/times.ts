/** Times as people read them, in their own zone and language, by Intl. Pure: `now` is handed in. */

import { number, spokenLocale, t } from "@/i18n/t";

/** The local day of an ISO time as "2026-11-23": equal for equal days. */
export function dayOf(at: string | number): string {
  const date = new Date(at);
  return `${date.getFullYear()}-${pad(date.getMonth() + 1)}-${pad(date.getDate())}`;
}

/** "14:05" */
export function timeOfDay(at: string, locale = spokenLocale()): string {
  return format(locale, { hour: "2-digit", minute: "2-digit" }).format(new Date(at));
}

/** For a tooltip: "Monday, 23 November 2026 at 14:05" */
export function fullTime(at: string, locale = spokenLocale()): string {
  return format(locale, { dateStyle: "full", timeStyle: "short" }).format(new Date(at));
}

/** For a row of the conversation list: "now", "3 min", "14:05", "Yesterday", "Tue", "12 Mar", "12 Mar 2025" */
export function shortTime(at: string, now: number, locale = spokenLocale()): string {
  const time = Date.parse(at);
  const minutes = Math.floor((now - time) / 60_000);
  if (minutes < 1) return t("now");
  if (minutes < 60) return t("{minutes} min", { minutes: number(minutes) });
  const days = daysBetween(time, now);
  if (days <= 0) return timeOfDay(at, locale);
  if (days === 1) return capitalised(relativeDay(-1, locale));
  if (days < 7) return format(locale, { weekday: "short" }).format(time);
  return format(locale, { day: "numeric", month: "short", ...yearUnlessThis(time, now) }).format(time);
}

/** For a day divider: "Today", "Yesterday", "Monday, 12 March", "Monday, 12 March 2025" */
export function dayName(at: string, now: number, locale = spokenLocale()): string {
  const time = Date.parse(at);
  const days = daysBetween(time, now);
  if (days === 0 || days === 1) return capitalised(relativeDay(-days, locale));
  return format(locale, { weekday: "long", day: "numeric", month: "long", ...yearUnlessThis(time, now) }).format(time);
}

/** For presence: "just now", "3 min ago", "2 hours ago", "yesterday", "12 Mar" */
export function lastSeen(at: string, now: number, locale = spokenLocale()): string {
  const time = Date.parse(at);
  const minutes = Math.floor((now - time) / 60_000);
  if (minutes < 1) return t("just now");
  if (minutes < 60) return t("{minutes} min ago", { minutes: number(minutes) });
  const days = daysBetween(time, now);
  if (days <= 0) return new Intl.RelativeTimeFormat(locale, { numeric: "always" }).format(-Math.floor(minutes / 60), "hour");
  if (days === 1) return relativeDay(-1, locale);
  return format(locale, { day: "numeric", month: "short", ...yearUnlessThis(time, now) }).format(time);
}

/** Calendar days from `time` to `now`, in the local zone; daylight saving does not matter. */
function daysBetween(time: number, now: number): number {
  const dayNumber = (ms: number) => {
    const date = new Date(ms);
    return Date.UTC(date.getFullYear(), date.getMonth(), date.getDate()) / 86_400_000;
  };
  return dayNumber(now) - dayNumber(time);
}

function yearUnlessThis(time: number, now: number): { year?: "numeric" } {
  return new Date(time).getFullYear() === new Date(now).getFullYear() ? {} : { year: "numeric" };
}

function relativeDay(days: number, locale = spokenLocale()): string {
  return new Intl.RelativeTimeFormat(locale, { numeric: "auto" }).format(days, "day");
}

function capitalised(text: string): string {
  return text.charAt(0).toLocaleUpperCase(spokenLocale()) + text.slice(1);
}

function pad(value: number): string {
  return String(value).padStart(2, "0");
}

const formats = new Map<string, Intl.DateTimeFormat>();

/** Making a DateTimeFormat costs far more than using one. */
function format(locale: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${locale}${JSON.stringify(options)}`;
  const known = formats.get(key) ?? new Intl.DateTimeFormat(locale, options);
  formats.set(key, known);
  return known;
}
