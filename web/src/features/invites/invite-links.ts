/** What can be chosen for a link, and what is said of one. Pure: `now` is handed in. */

import type { InviteLink, MakeInvite } from "@/generated/contract";
import { number, spokenLocale, t } from "@/i18n/t";

export type Lifetime = "24" | "168" | "720" | "never";
export type UseLimit = "1" | "10" | "100" | "any";

export function lifetimes(): { value: Lifetime; label: string }[] {
  const days = (count: number) => t("{count, plural, one {# day} other {# days}}", { count });
  return [
    { value: "24", label: days(1) },
    { value: "168", label: days(7) },
    { value: "720", label: days(30) },
    { value: "never", label: t("Never") },
  ];
}

export function limitsOfUse(): { value: UseLimit; label: string }[] {
  return [
    { value: "1", label: number(1) },
    { value: "10", label: number(10) },
    { value: "100", label: number(100) },
    { value: "any", label: t("Any number") },
  ];
}

export function wishFor(lifetime: Lifetime, useLimit: UseLimit): MakeInvite {
  return { expires_in_hours: lifetime === "never" ? null : Number(lifetime), use_limit: useLimit === "any" ? null : Number(useLimit) };
}

/** What is sent to people. */
export function addressOf(token: string, origin: string): string {
  return `${origin}/i/${token}`;
}

/** "Expires in 6 days · 2 of 10 used" */
export function aboutLink({ expires_at, use_limit, uses }: Pick<InviteLink, "expires_at" | "use_limit" | "uses">, now: number, locale = spokenLocale()): string {
  const used = use_limit === null
      ? t("{count, plural, one {# joined} other {# joined}}", { count: uses })
      : t("{count} of {limit} used", { count: number(uses), limit: number(use_limit) });
  return `${expires_at === null ? t("Does not expire") : t("Expires {when}", { when: timeLeft(Date.parse(expires_at) - now, locale) })} · ${used}`;
}

/** Rounded: our clock and the server's differ a little, and a fresh link of a week has seven days left. */
function timeLeft(milliseconds: number, locale: string): string {
  const hours = Math.max(1, Math.round(milliseconds / 3_600_000));
  const format = new Intl.RelativeTimeFormat(locale, { numeric: "always" });
  return hours < 48 ? format.format(hours, "hour") : format.format(Math.round(hours / 24), "day");
}
