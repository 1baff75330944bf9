/* A field to find things: Esc and the cross empty it. Its label is not shown. */
import { Search, X } from "lucide-react";
import type { ComponentProps, ReactNode, Ref } from "react";
import { t } from "@/i18n/t";

type Props = Omit<ComponentProps<"input">, "value" | "onChange" | "className"> & {
  label: string;
  value: string;
  onChange: (value: string) => void;
  inputRef?: Ref<HTMLInputElement>;
  /** Stands at the end while the field is empty; for the eye only. */
  hint?: ReactNode;
};

export function SearchField({ label, value, onChange, inputRef, hint, onKeyDown, ...input }: Props) {
  return (
    <div className="relative">
      <Search aria-hidden size={16} strokeWidth={1.75} className="pointer-events-none absolute start-2.5 top-1/2 -translate-y-1/2 text-faint" />
      <input
        {...input}
        ref={inputRef}
        type="text"
        enterKeyHint="search"
        autoComplete="off"
        spellCheck={false}
        aria-label={label}
        placeholder={input.placeholder ?? t("Search")}
        value={value}
        onChange={(event) => onChange(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === "Escape" && value !== "") {
            event.stopPropagation();
            onChange("");
          }
          onKeyDown?.(event);
        }}
        className="block h-8 w-full rounded-control border border-line bg-raised ps-8 pe-8 text-ui transition-colors outline-offset-0 hover:border-line-strong touch:h-11 touch:text-[1rem]"
      />
      {value === "" && hint && (
        <span aria-hidden className="pointer-events-none absolute inset-y-0 end-1.5 flex items-center touch:hidden">
          {hint}
        </span>
      )}
      {value !== "" && (
        <button
          type="button"
          aria-label={t("Empty the search")}
          onClick={() => onChange("")}
          className="absolute inset-y-0 end-0 grid w-8 place-items-center rounded-control text-muted hover:text-ink touch:w-11"
        >
          <X aria-hidden size={16} strokeWidth={1.75} />
        </button>
      )}
    </div>
  );
}
