/*
 * Finding people by name: a field, and below it those who match. Arrows move, Enter chooses; the focus stays in the field.
 * With `chosen`, people become chips in the field and Backspace takes the last one back.
 */
import { X } from "lucide-react";
import { useId, useState, type KeyboardEvent, type RefObject } from "react";
import { classes } from "@/components/classes";
import { Skeleton } from "@/components/Skeleton";
import type { User } from "@/generated/contract";
import { t } from "@/i18n/t";
import { PersonLine } from "./PersonLine";
import { usePeopleChoices, type PeopleChoices } from "./use-people-choices";

type Props = {
  label: string;
  chosen?: User[];
  /** Not offered: already members. */
  without?: readonly string[];
  onChoose: (person: User) => void;
  onTakeBack?: (person: User) => void;
  inputRef?: RefObject<HTMLInputElement | null>;
};

const NOBODY: User[] = [];
const NO_ONE: string[] = [];

export function PeoplePicker({ label, chosen = NOBODY, without = NO_ONE, onChoose, onTakeBack, inputRef }: Props) {
  const id = useId();
  const [query, setQuery] = useState("");
  const [active, setActive] = useState(0);
  const choices = usePeopleChoices(query, without);
  const people = choices.people.filter((person) => !chosen.some((other) => other.id === person.id));
  const activePerson = people[Math.min(active, people.length - 1)];

  function choose(person: User): void {
    onChoose(person);
    setQuery("");
    setActive(0);
  }

  function onKeyDown(event: KeyboardEvent): void {
    const last = chosen.at(-1);
    if (event.key === "ArrowDown") setActive(Math.min(people.length - 1, active + 1));
    else if (event.key === "ArrowUp") setActive(Math.max(0, active - 1));
    else if (event.key === "Enter" && activePerson && !event.nativeEvent.isComposing) choose(activePerson);
    else if (event.key === "Backspace" && query === "" && last) return onTakeBack?.(last);
    else return;
    event.preventDefault();
  }

  return (
    <div className="flex min-h-0 flex-1 flex-col gap-2">
      <label htmlFor={id} className="text-small font-medium">
        {label}
      </label>
      <div className="flex min-h-10 flex-wrap items-center gap-1.5 rounded-control border border-line-strong bg-raised px-1.5 py-1 outline-focus has-[input:focus-visible]:outline-2">
        {chosen.map((person) => (
          <Chip key={person.id} person={person} onRemove={() => onTakeBack?.(person)} />
        ))}
        <input
          ref={inputRef}
          id={id}
          role="combobox"
          aria-expanded={people.length > 0}
          aria-controls={`${id}-list`}
          aria-activedescendant={activePerson && `${id}-${activePerson.id}`}
          aria-autocomplete="list"
          autoComplete="off"
          spellCheck={false}
          placeholder={chosen.length === 0 ? t("Name or username") : ""}
          value={query}
          onChange={(event) => {
            setQuery(event.target.value);
            setActive(0);
          }}
          onKeyDown={onKeyDown}
          className="h-7 min-w-24 flex-1 bg-transparent px-1.5 text-ui outline-none touch:h-9 touch:text-[1rem]"
        />
      </div>
      <ul
        id={`${id}-list`}
        role="listbox"
        aria-label={t("People")}
        tabIndex={-1}
        className={classes("-mx-2 flex min-h-56 flex-1 flex-col overflow-y-auto", people.length === 0 && "hidden")}
      >
        {people.map((person) => (
          <li
            key={person.id}
            id={`${id}-${person.id}`}
            role="option"
            aria-selected={person === activePerson}
            className="flex min-h-12 cursor-pointer items-center gap-3 rounded-card px-2 py-1.5 hover:bg-hover aria-selected:bg-hover"
            onPointerDown={(event) => event.preventDefault()}
            onClick={() => choose(person)}
          >
            <PersonLine userId={person.id} name={person.display_name} second={`@${person.username}`} />
          </li>
        ))}
      </ul>
      {people.length === 0 && <Instead choices={choices} query={query} hasChosen={chosen.length > 0} />}
    </div>
  );
}

function Chip({ person, onRemove }: { person: User; onRemove: () => void }) {
  return (
    <span className="flex h-7 max-w-full items-center gap-1 rounded-full bg-accent-tint ps-2.5 text-small font-medium text-ink touch:h-9">
      <span dir="auto" className="truncate">
        {person.display_name}
      </span>
      <button
        type="button"
        aria-label={t("Remove {name}", { name: person.display_name })}
        onClick={onRemove}
        className="grid size-7 shrink-0 place-items-center rounded-full text-muted hover:text-ink touch:size-9"
      >
        <X aria-hidden size={14} strokeWidth={2} />
      </button>
    </span>
  );
}

function Instead({ choices, query, hasChosen }: { choices: PeopleChoices; query: string; hasChosen: boolean }) {
  if (choices.status === "loading") {
    return (
      <div role="status" className="flex min-h-56 flex-col">
        <span className="sr-only">{t("Searching")}</span>
        {["w-28", "w-36", "w-24"].map((width) => (
          <div key={width} className="flex h-12 items-center gap-3">
            <Skeleton className="size-9 rounded-full" />
            <Skeleton className={`h-3 ${width}`} />
          </div>
        ))}
      </div>
    );
  }
  return (
    <p role="status" className="grid min-h-56 place-items-center px-6 text-center text-small text-pretty text-muted">
      {sentence(choices, query.trim(), hasChosen)}
    </p>
  );
}

function sentence(choices: PeopleChoices, query: string, hasChosen: boolean): string {
  if (choices.status === "error") return choices.failure ?? t("People could not be searched.");
  if (choices.status === "idle") return hasChosen ? t("Type a name to add more people.") : t("Type a name to find someone on this server.");
  return t("Nobody here matches “{query}”. Who has no account yet can come by a group’s invite link.", { query });
}
