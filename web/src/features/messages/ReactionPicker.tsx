/* Choosing an emoji: those one uses most, then by meaning, or by searching. Arrows move, Enter takes, in the search the first one. */
import { useRef, useState, type KeyboardEvent } from "react";
import { SearchField } from "@/components/SearchField";
import { useMedia } from "@/components/use-media";
import { t } from "@/i18n/t";
import { type Emoji, emojiGroups, emojiMatching, nameOf } from "./emoji";
import { frequentEmoji } from "./frequent-emoji";

const COLUMNS = 8;

export function ReactionPicker({ onChoose }: { onChoose: (emoji: string) => void }) {
  const [query, setQuery] = useState("");
  const [frequent] = useState(() => frequentEmoji(localStorage, COLUMNS));
  const listRef = useRef<HTMLDivElement>(null);
  const hasTouch = useMedia("(pointer: coarse)");
  const found = query.trim() ? emojiMatching(query) : null;

  function onSearchKey(event: KeyboardEvent): void {
    if (event.key === "ArrowDown") focusOn(0);
    else if (event.key === "Enter" && found?.[0]) onChoose(found[0].emoji);
    else return;
    event.preventDefault();
  }

  function onListKey(event: KeyboardEvent): void {
    const onward = document.dir === "rtl" ? -1 : 1;
    const step = { ArrowRight: onward, ArrowLeft: -onward, ArrowDown: COLUMNS, ArrowUp: -COLUMNS }[event.key];
    const place = buttons().indexOf(event.target as HTMLElement);
    if (step === undefined || place < 0) return;
    event.preventDefault();
    focusOn(nextPlace(buttons(), place, step));
  }

  function buttons(): HTMLElement[] {
    return [...(listRef.current?.querySelectorAll("button") ?? [])];
  }

  function focusOn(place: number): void {
    buttons()[place]?.focus();
  }

  return (
    <div className="flex w-[19rem] flex-col touch:w-full">
      <div className="p-2 touch:px-0 touch:pt-0">
        <SearchField label={t("Search emoji")} placeholder={t("Search emoji")} autoFocus={!hasTouch} value={query} onChange={setQuery} onKeyDown={onSearchKey} />
      </div>
      <div ref={listRef} onKeyDown={onListKey} className="h-64 overflow-y-auto overscroll-contain px-2 pb-2 touch:h-[calc(var(--visible-height)*0.45)] touch:px-0">
        {found === null && <Group title={t("Frequently used")} list={frequent.map((emoji) => ({ emoji, name: nameOf(emoji) }))} onChoose={onChoose} />}
        {found === null && emojiGroups().map((group) => <Group key={group.title} title={group.title} list={group.list} onChoose={onChoose} />)}
        {found !== null && found.length > 0 && <Group title={t("Found")} list={found} onChoose={onChoose} />}
        {found?.length === 0 && (
          <p role="status" className="px-2 py-8 text-center text-small text-muted">
            {t("No emoji for that. Try another word.")}
          </p>
        )}
      </div>
    </div>
  );
}

type GroupProps = { title: string; list: Pick<Emoji, "emoji" | "name">[]; onChoose: (emoji: string) => void };

function Group({ title, list, onChoose }: GroupProps) {
  return (
    <section>
      <h3 className="sticky top-0 bg-raised px-1.5 py-1.5 text-caption font-medium text-muted">{title}</h3>
      <div className="grid grid-cols-8">
        {list.map(({ emoji, name }) => (
          <button
            key={emoji}
            type="button"
            aria-label={name}
            title={name}
            onClick={() => onChoose(emoji)}
            className="grid aspect-square place-items-center rounded-control text-heading leading-none transition-colors -outline-offset-2 hover:bg-hover focus-visible:bg-hover active:bg-active touch:text-[1.625rem]"
          >
            {emoji}
          </button>
        ))}
      </div>
    </section>
  );
}

/** Rows of different groups do not line up by counting: up and down go to what is nearest on the screen. */
function nextPlace(buttons: HTMLElement[], place: number, step: number): number {
  if (Math.abs(step) === 1) return Math.min(buttons.length - 1, Math.max(0, place + step));
  const from = buttons[place]?.getBoundingClientRect();
  if (!from) return place;
  const beyond = buttons.flatMap((button, index) => {
    const { top, left } = button.getBoundingClientRect();
    const away = (top - from.top) * Math.sign(step);
    return away > 1 ? [{ index, away, aside: Math.abs(left - from.left) }] : [];
  });
  const nearest = Math.min(...beyond.map((one) => one.away));
  const row = beyond.filter((one) => one.away - nearest < 1).toSorted((a, b) => a.aside - b.aside);
  return row[0]?.index ?? place;
}
