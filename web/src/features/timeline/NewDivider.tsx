/* Where reading stopped. */
import { t } from "@/i18n/t";

export function NewDivider({ count }: { count: number }) {
  return (
    <li data-new-divider className="flex scroll-mt-16 items-center gap-3 px-4 pt-[calc(var(--group-gap)+var(--group-lead))] pb-1 phone:px-3">
      <span aria-hidden className="h-px flex-1 bg-accent forced-mark" />
      <span className="text-caption font-semibold text-accent-ink">{t("{count, plural, one {# new message} other {# new messages}}", { count })}</span>
      <span aria-hidden className="h-px flex-1 bg-accent forced-mark" />
    </li>
  );
}
