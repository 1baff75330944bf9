/* A few choices below each other of which exactly one holds, each with a sentence that says what it means. */
import { Radio } from "@base-ui/react/radio";
import { RadioGroup } from "@base-ui/react/radio-group";
import { useId } from "react";

type Option<Value extends string> = { value: Value; name: string; sentence: string };
type Props<Value extends string> = { label: string; value: Value; options: readonly Option<Value>[]; onChange: (value: Value) => void };

export function ChoiceRows<Value extends string>({ label, value, options, onChange }: Props<Value>) {
  const id = useId();
  return (
    <RadioGroup
      aria-label={label}
      value={value}
      onValueChange={(next) => onChange(next as Value)}
      className="overflow-hidden rounded-card border border-line"
    >
      {options.map(({ value: option, name, sentence }) => (
        <Radio.Root
          key={option}
          value={option}
          aria-labelledby={`${id}${option}name`}
          aria-describedby={`${id}${option}sentence`}
          // Each has a hidden field beside it, so these are not the only children.
          className="group flex min-h-14 border-line not-first-of-type:border-t cursor-pointer items-start gap-3 px-3 py-2.5 text-start -outline-offset-2 transition-colors hover:bg-hover"
        >
          <span className="mt-px grid size-4.5 shrink-0 place-items-center rounded-full border border-line-strong bg-raised forced-edge group-data-checked:border-accent">
            <Radio.Indicator className="size-2.5 rounded-full bg-accent forced-mark" />
          </span>
          <span className="min-w-0">
            <span id={`${id}${option}name`} className="block text-ui font-medium">
              {name}
            </span>
            <span id={`${id}${option}sentence`} className="block text-small text-muted">
              {sentence}
            </span>
          </span>
        </Radio.Root>
      ))}
    </RadioGroup>
  );
}
