/* What every small form needs: it is busy while its promise runs, and errors stand beside the field that they are about. */
import { useState, type FormEvent } from "react";
import { ApiError, messageOf } from "@/lib/api-error";

export type Problems<Field extends string> = Partial<Record<Field | "form", string>>;

export type FormState<Field extends string> = {
  isBusy: boolean;
  problems: Problems<Field>;
  onSubmit: (event: FormEvent<HTMLFormElement>) => void;
  /** The person is mending it: the word about it goes. */
  clear: (field: Field) => void;
};

/**
 * `check` finds what can be told without asking the server; `submit` rejects with ApiError.
 * The first field with a problem gets the focus; it is found by its name.
 */
export function useForm<Field extends string>(
  fields: readonly Field[],
  check: () => Problems<Field>,
  submit: () => Promise<void>,
): FormState<Field> {
  const [isBusy, setBusy] = useState(false);
  const [problems, setProblems] = useState<Problems<Field>>({});

  async function run(form: HTMLFormElement): Promise<void> {
    const found = check();
    setProblems(found);
    if (Object.keys(found).length > 0) return focusFirst(form, found);
    setBusy(true);
    try {
      await submit();
    } catch (error) {
      const told = problemsOf(error, fields);
      setProblems(told);
      focusFirst(form, told);
    } finally {
      setBusy(false);
    }
  }

  return {
    isBusy,
    problems,
    onSubmit: (event) => {
      event.preventDefault();
      if (!isBusy) void run(event.currentTarget);
    },
    clear: (field) => setProblems(({ [field]: _, form: __, ...others }) => others as Problems<Field>),
  };
}

function problemsOf<Field extends string>(error: unknown, fields: readonly Field[]): Problems<Field> {
  const field = error instanceof ApiError ? fields.find((name) => name === error.field) : undefined;
  return { [field ?? "form"]: messageOf(error) } as Problems<Field>;
}

function focusFirst(form: HTMLFormElement, problems: object): void {
  const named = Object.keys(problems).map((name) => form.elements.namedItem(name));
  named.find((element) => element instanceof HTMLElement)?.focus();
}
