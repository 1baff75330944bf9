/* Rows in the shape of messages that are on their way. */
import { Skeleton } from "@/components/Skeleton";
import { t } from "@/i18n/t";

const SHAPES = [
  ["w-24", "w-3/5", "w-2/5"],
  ["w-32", "w-4/5"],
  ["w-20", "w-1/2", "w-3/4", "w-1/3"],
  ["w-28", "w-2/3"],
  ["w-24", "w-2/5", "w-3/5"],
  ["w-36", "w-3/4"],
];

export function TimelineSkeleton() {
  return (
    <div role="status" className="mx-auto flex min-h-0 w-full max-w-[calc(var(--content-width)+2rem)] flex-1 flex-col justify-end overflow-hidden pb-6">
      <span className="sr-only">{t("Loading messages")}</span>
      <SkeletonRows count={6} />
    </div>
  );
}

export function SkeletonRows({ count }: { count: number }) {
  return SHAPES.slice(0, count).map(([name, ...lines], place) => (
    <div key={place} className="mt-[calc(var(--group-gap)+var(--group-lead))] flex gap-3 px-4 phone:px-3">
      <span className="flex w-9 shrink-0 justify-center">
        <Skeleton className="size-(--message-avatar) rounded-full" />
      </span>
      <div className="flex flex-1 flex-col gap-2 pt-1">
        <Skeleton className={`h-3 ${name}`} />
        {lines.map((width) => (
          <Skeleton key={width} className={`h-3 ${width}`} />
        ))}
      </div>
    </div>
  ));
}
