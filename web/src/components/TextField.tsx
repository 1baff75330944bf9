/* One line of text with its label, and below it a note or, in its place, the error that belongs to it. */
import { CircleAlert } from "lucide-react";
import { useId, type ComponentProps, type ReactNode } from "react";
import { classes } from "./classes";

export type TextFieldProps = Omit<ComponentProps<"input">, "className" | "id"> & {
  label: string;
  note?: ReactNode;
  error?: string | null | undefined;
  /** Stands inside the field at its end: a small button or a count. */
  trailing?: ReactNode;
};

export function TextField({ label, note, error, trailing, ...input }: TextFieldProps) {
  const id = useId();
  const hint = error ?? note;
  return (
    <div className="flex flex-col gap-1.5">
      <label htmlFor={id} className="text-small font-medium text-ink">
        {label}
      </label>
      <div className="relative">
        <input
          type="text"
          {...input}
          dir={input.value === "" ? undefined : input.dir}
          id={id}
          aria-invalid={error ? true : undefined}
          aria-describedby={hint ? `${id}-hint` : undefined}
          className={classes(
            "block h-10 w-full rounded-control border bg-raised px-3 text-ui text-ink transition-colors touch:h-11 touch:text-[1rem]",
            "focus-visible:outline-offset-0",
            error ? "border-danger" : "border-line-strong",
            Boolean(trailing) && "pe-12",
          )}
        />
        {trailing && <div className="absolute inset-y-0 end-1 flex items-center">{trailing}</div>}
      </div>
      {hint && (
        <p id={`${id}-hint`} className={classes("flex gap-1.5 text-caption", error ? "text-danger-ink" : "text-muted")}>
          {error && <CircleAlert aria-hidden size={14} strokeWidth={2} className="mt-px shrink-0" />}
          <span>{hint}</span>
        </p>
      )}
    </div>
  );
}
