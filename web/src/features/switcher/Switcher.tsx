/* Going to a conversation, a person or a message by typing a part of the name or of what was said. The focus stays in the field; arrows move, Enter goes there. */
import { useEffect, useId, useRef, useState, type KeyboardEvent, type ReactNode, type RefObject } from "react";
import { matchPath, useLocation, useNavigate } from "react-router";
import { natter } from "@/app/natter";
import { Keys } from "@/components/Keys";
import { Palette, PaletteField, PaletteHint } from "@/components/Palette";
import { isMac } from "@/components/platform";
import { Spinner } from "@/components/Spinner";
import { showToast } from "@/components/toasts";
import { keyInWords, keysOf, SHORTCUTS } from "@/features/shortcuts/chords";
import { isPressed } from "@/features/shortcuts/shortcuts";
import { addressOf } from "@/features/search/FoundLine";
import { t } from "@/i18n/t";
import { messageOf } from "@/lib/api-error";
import { ChoiceOption } from "./ChoiceOption";
import { type Choice, type Choices, useChoices } from "./use-choices";

type Props = { isOpen: boolean; onClose: () => void };

export function Switcher({ isOpen, onClose }: Props) {
  const fieldRef = useRef<HTMLInputElement>(null);
  return (
    <Palette isOpen={isOpen} onClose={onClose} title={t("Go to a conversation, person or message")} fieldRef={fieldRef}>
      <Search fieldRef={fieldRef} onClose={onClose} />
    </Palette>
  );
}

function Search({ fieldRef, onClose }: { fieldRef: RefObject<HTMLInputElement | null>; onClose: () => void }) {
  const id = useId();
  const navigate = useNavigate();
  const { pathname } = useLocation();
  const openId = matchPath("/c/:conversationId/*", pathname)?.params.conversationId ?? null;
  const [query, setQuery] = useState("");
  const [activeId, setActiveId] = useState<string | null>(null);
  const [startingId, setStartingId] = useState<string | null>(null);
  const { sections, search, found } = useChoices(query, openId);
  const choices = sections.flatMap((section) => section.choices);
  const active = choices.find((choice) => choice.id === activeId) ?? choices[0];
  const listRef = useActiveInSight(active?.id);

  async function choose(choice: Choice): Promise<void> {
    if (startingId) return;
    if (choice.kind === "conversation") return void navigate(`/c/${choice.row.id}`, { replace: true });
    if (choice.kind === "message") return void navigate(addressOf(choice.message), { replace: true });
    setStartingId(choice.id);
    try {
      const conversationId = await natter.conversations.startDirect(choice.user.id);
      await navigate(`/c/${conversationId}`, { replace: true });
    } catch (error) {
      setStartingId(null);
      showToast("switcher", t("The conversation did not start"), messageOf(error), { tone: "danger" });
    }
  }

  function onKeyDown(event: KeyboardEvent): void {
    if (event.nativeEvent.isComposing) return;
    if (isPressed(SHORTCUTS.switch, event.nativeEvent, isMac)) onClose();
    else if (event.key === "Enter" && active) void choose(active);
    else {
      const next = neighbourOf(event.key, choices, active);
      if (!next) return;
      setActiveId(next.id);
    }
    event.preventDefault();
  }

  return (
    <>
      <PaletteField
        fieldRef={fieldRef}
        role="combobox"
        aria-label={t("Go to a conversation, person or message")}
        aria-expanded={choices.length > 0}
        aria-controls={`${id}-list`}
        aria-activedescendant={active && `${id}-${active.id}`}
        aria-autocomplete="list"
        placeholder={t("Go to a conversation, person or message")}
        enterKeyHint="go"
        value={query}
        onChange={(event) => {
          setQuery(event.target.value);
          setActiveId(null);
        }}
        onKeyDown={onKeyDown}
      />
      <div ref={listRef} id={`${id}-list`} role="listbox" aria-label={t("Conversations, people and messages")} tabIndex={-1} className="min-h-0 flex-1 overflow-y-auto overscroll-contain outline-none">
        {sections.map(({ title, choices: ofSection }) => (
          <div key={title} role="group" aria-label={title} className="pb-1.5 last:pb-2">
            <p aria-hidden className="px-4 pt-3 pb-1 text-caption font-semibold text-muted">
              {title}
            </p>
            {ofSection.map((choice) => (
              <ChoiceOption
                key={choice.id}
                id={`${id}-${choice.id}`}
                choice={choice}
                isActive={choice === active}
                isBusy={startingId === choice.id}
                onChoose={(chosen) => void choose(chosen)}
              />
            ))}
          </div>
        ))}
      </div>
      <State query={query.trim()} count={choices.length} search={search} found={found} />
      <PaletteHint>
        <Hint does={t("Move")} keys={[keyInWords("ArrowUp"), keyInWords("ArrowDown")]} />
        <Hint does={t("Go there")} keys={[keyInWords("Enter")]} />
        <Hint does={t("Close")} keys={keysOf(SHORTCUTS.back, isMac)} />
      </PaletteHint>
    </>
  );
}

/** Arrows go round, Page keys stop at the ends. */
function neighbourOf(key: string, choices: Choice[], active: Choice | undefined): Choice | undefined {
  const at = active ? choices.indexOf(active) : -1;
  const last = choices.length - 1;
  if (key === "ArrowDown") return choices[at === last ? 0 : at + 1];
  if (key === "ArrowUp") return choices[at <= 0 ? last : at - 1];
  if (key === "PageDown") return choices[Math.min(last, at + PAGE)];
  if (key === "PageUp") return choices[Math.max(0, at - PAGE)];
  return undefined;
}

const PAGE = 8;

function useActiveInSight(activeId: string | undefined): RefObject<HTMLDivElement | null> {
  const listRef = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const option = listRef.current?.querySelector('[aria-selected="true"]');
    const isFirst = option !== null && option === listRef.current?.querySelector('[role="option"]');
    if (isFirst) listRef.current?.scrollTo({ top: 0 });
    else option?.scrollIntoView({ block: "nearest" });
  }, [activeId]);
  return listRef;
}

/** How many there are is said, and why there is nothing is shown. */
function State({ query, count, search, found }: { query: string; count: number; search: Choices["search"]; found: Choices["found"] }) {
  const isLoading = search.status === "loading" || found.status === "loading";
  if (count > 0) {
    return (
      <>
        <p role="status" className="sr-only">
          {t("{count, plural, one {# result} other {# results}}", { count })}
        </p>
        {search.status === "error" && <Missing>{t("People could not be searched.")} {search.failure}</Missing>}
        {search.status !== "error" && found.status === "error" && <Missing>{t("Messages could not be searched.")} {found.failure}</Missing>}
      </>
    );
  }
  return (
    <p role="status" className="flex min-h-32 items-center justify-center gap-2 px-6 py-8 text-center text-small text-pretty text-muted phone:flex-1">
      {isLoading && <Spinner size={14} />}
      <span className="min-w-0 [overflow-wrap:anywhere]">{sentence(query, isLoading, search.failure ?? found.failure)}</span>
    </p>
  );
}

function sentence(query: string, isLoading: boolean, failure: string | null): string {
  if (query === "") return t("No conversations yet. Type a name to find someone on this server.");
  if (isLoading) return t("Searching people and messages");
  if (failure !== null) return t("None of your conversations matches “{query}”, and not everything could be searched. {why}", { query, why: failure });
  return t("No conversation, person or message matches “{query}”.", { query });
}

function Missing({ children }: { children: ReactNode }) {
  return <p className="shrink-0 border-t border-line px-4 py-2 text-caption text-muted">{children}</p>;
}

function Hint({ keys, does }: { keys: { shown: string; said: string }[]; does: string }) {
  return (
    <span className="flex items-center gap-1.5">
      <Keys keys={keys} /> {does}
    </span>
  );
}
