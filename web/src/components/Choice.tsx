/* A few choices side by side of which exactly one holds, as radio buttons dressed as segments. */
import { Radio } from "@base-ui/react/radio";
import { RadioGroup } from "@base-ui/react/radio-group";
import type { LucideIcon } from "lucide-react";

type Option<Value extends string> = { value: Value; label: string; icon?: LucideIcon };
type Props<Value extends string> = { label: string; value: Value; options: Option<Value>[]; onChange: (value: Value) => void };

export function Choice<Value extends string>({ label, value, options, onChange }: Props<Value>) {
  return (
    <RadioGroup
      aria-label={label}
      value={value}
      onValueChange={(next) => onChange(next as Value)}
      className="inline-flex max-w-full gap-0.5 rounded-card bg-hover p-0.5 forced-edge"
    >
      {options.map(({ value: option, label: name, icon: Icon }) => (
        <Radio.Root
          key={option}
          value={option}
          className="flex h-8 min-w-0 flex-1 cursor-pointer items-center justify-center gap-2 rounded-[8px] px-3 text-small font-medium text-muted transition-colors hover:text-ink data-checked:bg-raised data-checked:text-ink data-checked:ring-1 data-checked:ring-line-strong touch:h-11"
        >
          {Icon && <Icon aria-hidden size={16} strokeWidth={1.75} />}
          {name}
        </Radio.Root>
      ))}
    </RadioGroup>
  );
}
