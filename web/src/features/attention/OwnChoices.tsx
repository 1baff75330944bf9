/* The conversations for which I chose something of their own, each with the way back to the default. */
import { useRef, useState } from "react";
import { natter } from "@/app/natter";
import { Button } from "@/components/Button";
import { showToast } from "@/components/toasts";
import { useNow } from "@/components/use-now";
import { ConversationAvatar } from "@/features/conversations/ConversationAvatar";
import { type ConversationRow, useConversationList } from "@/features/conversations/use-conversations";
import type { Preferences } from "@/generated/contract";
import { type Message, msg, number, t } from "@/i18n/t";
import { useStore } from "@/store/store";
import { type Level, mutedUntil, ownLevel } from "./levels";
import { endOf } from "./moments";

/** More are one press away. */
const shownAtFirst = 6;
const NAMES: Record<Level, Message> = { all: msg("All messages"), mentions: msg("Only mentions"), nothing: msg("Nothing") };

export function OwnChoices() {
  const now = useNow();
  const preferences = useStore((state) => state.preferences);
  const { rows } = useConversationList();
  const [isWhole, setWhole] = useState(false);
  const ref = useRef<HTMLDivElement>(null);
  const own = rows.filter(({ id }) => ownLevel(preferences, id) !== null || mutedUntil(preferences, id, now) !== null);
  const shown = isWhole ? own : own.slice(0, shownAtFirst);

  function reset(row: ConversationRow): void {
    const [level, until] = [ownLevel(preferences, row.id), mutedUntil(preferences, row.id, now)];
    // The button goes with its row; whoever came by keyboard stays in the list.
    ref.current?.focus();
    natter.attention.choose(row.id, null, null);
    showToast(`level ${row.id}`, row.title, t("As by default again"), { actionLabel: t("Undo"), onOpen: () => natter.attention.choose(row.id, level, until) });
  }

  return (
    <div ref={ref} tabIndex={-1} className="flex flex-col items-start gap-2 outline-none">
      {own.length === 0 ? (
        <p className="text-small text-muted">{t("None. The menu of a conversation mutes it, or chooses a level for it alone.")}</p>
      ) : (
        <ul className="w-full divide-y divide-line rounded-card border border-line">
          {shown.map((row) => (
            <li key={row.id} className="flex min-h-14 items-center gap-3 px-3 py-2">
              <ConversationAvatar id={row.id} title={row.title} kind={row.kind} partnerId={row.partnerId} size={28} />
              <span className="min-w-0 flex-1">
                <span dir="auto" className="block truncate line-up text-ui font-medium">
                  {row.title}
                </span>
                <span className="block truncate text-small text-muted">{inWords(preferences, row.id, now)}</span>
              </span>
              <Button size="small" aria-label={t("Reset {title}", { title: row.title })} onClick={() => reset(row)}>
                {t("Reset")}
              </Button>
            </li>
          ))}
        </ul>
      )}
      {shown.length < own.length && (
        <Button look="plain" size="small" onClick={() => setWhole(true)}>
          {t("Show all {count}", { count: number(own.length) })}
        </Button>
      )}
    </div>
  );
}

function inWords(preferences: Preferences, id: string, now: number): string {
  const [level, until] = [ownLevel(preferences, id), mutedUntil(preferences, id, now)];
  const muted = until !== null && t("Muted until {time}", { time: endOf(until, now) });
  return [muted, level && t(NAMES[level])].filter(Boolean).join(" · ");
}
