/* One notification: from whom, where, what, when. Leads to the conversation, where it becomes read by being seen. */
import { memo } from "react";
import { Link } from "react-router";
import { classes } from "@/components/classes";
import { useNow } from "@/components/use-now";
import { PersonAvatar } from "@/features/people/PersonAvatar";
import { usePerson } from "@/features/people/use-people";
import type { Notification } from "@/generated/contract";
import { t } from "@/i18n/t";
import { shortTime } from "@/lib/times";

export const NotificationRow = memo(function NotificationRow({ notification }: { notification: Notification }) {
  const author = usePerson(notification.actor_id);
  const now = useNow();
  const isNew = notification.read_at === null;
  const isElsewhere = author !== null && notification.title !== author.display_name;
  return (
    <li className="far-row-64">
      <Link
        to={`/c/${notification.conversation_id}`}
        className="flex min-h-16 items-center gap-3 rounded-card px-2 py-2 -outline-offset-2 transition-colors hover:bg-hover"
      >
        <PersonAvatar userId={notification.actor_id} />
        <div className="min-w-0 flex-1">
          <p className="flex items-baseline gap-2">
            <span dir="auto" className={classes("min-w-0 truncate text-ui", isNew ? "font-semibold" : "font-medium")}>
              {author?.display_name ?? notification.title}
            </span>
            {isElsewhere && (
              <span dir="auto" className="min-w-0 flex-1 truncate text-small text-muted">
                {t("in {place}", { place: notification.title })}
              </span>
            )}
            <span className={classes("ms-auto shrink-0 text-caption tabular", isNew ? "font-medium text-accent-ink" : "text-faint")}>
              {shortTime(notification.created_at, now)}
            </span>
          </p>
          <p dir="auto" className={classes("truncate line-up text-small", isNew ? "text-ink" : "text-muted")}>
            {notification.preview}
          </p>
        </div>
        <span className={classes("size-2 shrink-0 rounded-full", isNew && "bg-accent forced-mark")}>{isNew && <span className="sr-only">{t("New")}</span>}</span>
      </Link>
    </li>
  );
});
