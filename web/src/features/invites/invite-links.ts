/** What can be chosen for a link, and what is said of one. Pure: `now` is handed in. */

import type { InviteLink, MakeInvite } from "@/generated/contract";

export type Lifetime = "24" | "168" | "720" | "never";
export type UseLimit = "1" | "10" | "100" | "any";

export const LIFETIMES: { value: Lifetime; label: string }[] = [
  { value: "24", label: "1 day" },
  { value: "168", label: "7 days" },
  { value: "720", label: "30 days" },
  { value: "never", label: "Never" },
];

export const USE_LIMITS: { value: UseLimit; label: string }[] = [
  { value: "1", label: "1" },
  { value: "10", label: "10" },
  { value: "100", label: "100" },
  { value: "any", label: "Any number" },
];

export function wishFor(lifetime: Lifetime, useLimit: UseLimit): MakeInvite {
  return { expires_in_hours: lifetime === "never" ? null : Number(lifetime), use_limit: useLimit === "any" ? null : Number(useLimit) };
}

/** What is sent to people. */
export function addressOf(token: string, origin: string): string {
  return `${origin}/i/${token}`;
}

/** "Expires in 6 days · 2 of 10 used" */
export function aboutLink({ expires_at, use_limit, uses }: Pick<InviteLink, "expires_at" | "use_limit" | "uses">, now: number, locale?: string): string {
  const used = use_limit === null ? `${uses} joined` : `${uses} of ${use_limit} used`;
  return `${expires_at === null ? "Does not expire" : `Expires ${timeLeft(Date.parse(expires_at) - now, locale)}`} · ${used}`;
}

/** Rounded: our clock and the server's differ a little, and a fresh link of a week has seven days left. */
function timeLeft(milliseconds: number, locale?: string): string {
  const hours = Math.max(1, Math.round(milliseconds / 3_600_000));
  const format = new Intl.RelativeTimeFormat(locale, { numeric: "always" });
  return hours < 48 ? format.format(hours, "hour") : format.format(Math.round(hours / 24), "day");
}
