/* One conversation in the list: who, the last word, when, and what is unread. */
import { memo } from "react";
import { Link } from "react-router";
import { Badge } from "@/components/Badge";
import { classes } from "@/components/classes";
import { usePresence } from "@/features/presence/use-presence";
import { t } from "@/i18n/t";
import { shortTime } from "@/lib/times";
import { ConversationAvatar } from "./ConversationAvatar";
import { MutedSign } from "./MutedSign";
import type { ConversationRow as Row } from "./use-conversations";

type Props = { row: Row; isOpen: boolean; isCompact: boolean; now: number; /** From 1, among how many: only those near the screen exist. */ place: number; count: number };

export const ConversationRow = memo(function ConversationRow({ row, isOpen, isCompact, now, place, count }: Props) {
  const isLoud = !row.isMuted && (row.unread > 0 || row.isMarked);
  return (
    <li className="pb-px" aria-posinset={place} aria-setsize={count}>
      <Link
        to={`/c/${row.id}`}
        data-roving
        tabIndex={-1}
        aria-current={isOpen ? "page" : undefined}
        aria-keyshortcuts="Shift+F10"
        className={classes(
          "mx-2 flex h-(--conversation-row) items-center gap-3 rounded-card px-2 -outline-offset-2 transition-colors",
          isOpen ? "bg-active [--avatar-ring:var(--bg-active)]" : "[--avatar-ring:var(--bg-sunken)] hover:bg-hover hover:[--avatar-ring:var(--bg-hover)]",
        )}
      >
        <ConversationAvatar id={row.id} title={row.title} kind={row.kind} partnerId={row.partnerId} size={isCompact ? 28 : 36} />
        <div className="min-w-0 flex-1">
          <div className="flex items-baseline gap-2">
            <span dir="auto" className={classes("min-w-0 flex-1 truncate line-up text-ui", isLoud ? "font-semibold" : "font-medium", row.isMuted && "text-muted")}>
              {row.title}
            </span>
            <MutedSign isMuted={row.isMuted} />
            <PresenceWord userId={row.partnerId} />
            <span className={classes("shrink-0 text-caption tabular", isLoud ? "font-medium text-accent-ink" : "text-faint")}>
              {shortTime(row.at, now)}
            </span>
          </div>
          <div className="flex items-center gap-2">
            <span dir="auto" className={classes("min-w-0 flex-1 truncate line-up text-small", isLoud ? "text-ink" : "text-muted")}>
              <Preview row={row} isOpen={isOpen} />
            </span>
            <Badge count={row.mentions} kind="mention" label={t("{count, plural, one {# mention} other {# mentions}}", { count: row.mentions })} />
            {row.mentions === 0 && <Badge count={row.unread} label={t("{count, plural, one {# unread} other {# unread}}", { count: row.unread })} isQuiet={row.isMuted} />}
            {row.unread === 0 && row.isMarked && <Mark isQuiet={row.isMuted} />}
          </div>
        </div>
      </Link>
    </li>
  );
}, isSame);

/** A dot where there is no number to show. */
function Mark({ isQuiet }: { isQuiet: boolean }) {
  return (
    <span className={classes("me-1 size-2.5 shrink-0 rounded-full forced-mark", isQuiet ? "bg-line-strong" : "bg-accent")}>
      <span className="sr-only">{t("Marked as unread")}</span>
    </span>
  );
}

function Preview({ row, isOpen }: { row: Row; isOpen: boolean }) {
  if (!isOpen && row.draft.trim() && row.unread === 0) {
    return (
      <>
        <span className="font-medium text-danger-ink">{t("Draft:")} </span>
        {row.draft}
      </>
    );
  }
  if (!row.preview) return row.kind === "direct" ? t("Say hello") : t("New group");
  return (
    <>
      {row.preview.authorName && (
        <>
          {/* The words decide the direction, not who said them. */}
          <bdi>{row.preview.authorName}</bdi>:{" "}
        </>
      )}
      {row.preview.body}
    </>
  );
}

/** The dot in words. */
function PresenceWord({ userId }: { userId: string | null }) {
  const presence = usePresence(userId);
  if (presence?.state !== "online" && presence?.state !== "away") return null;
  return <span className="sr-only">{presence.state === "online" ? t("online") : t("away")}</span>;
}

/** Rows are made anew with every change of the list; only one that reads differently is drawn again. */
function isSame(before: Props, after: Props): boolean {
  const [one, other] = [before.row, after.row];
  return (
    before.isOpen === after.isOpen &&
    before.isCompact === after.isCompact &&
    before.now === after.now &&
    before.place === after.place &&
    before.count === after.count &&
    one.id === other.id &&
    one.title === other.title &&
    one.at === other.at &&
    one.unread === other.unread &&
    one.mentions === other.mentions &&
    one.isMarked === other.isMarked &&
    one.isMuted === other.isMuted &&
    one.draft === other.draft &&
    one.preview?.body === other.preview?.body &&
    one.preview?.authorName === other.preview?.authorName
  );
}
