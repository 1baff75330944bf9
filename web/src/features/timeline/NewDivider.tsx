/* Where reading stopped. */
export function NewDivider({ count }: { count: number }) {
  return (
    <li data-new-divider className="flex scroll-mt-16 items-center gap-3 px-4 pt-4 pb-1 phone:px-3">
      <span aria-hidden className="h-px flex-1 bg-accent forced-mark" />
      <span className="text-caption font-semibold text-accent-ink">{count === 1 ? "1 new message" : `${count} new messages`}</span>
      <span aria-hidden className="h-px flex-1 bg-accent forced-mark" />
    </li>
  );
}
