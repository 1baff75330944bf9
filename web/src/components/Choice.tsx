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
      className="inline-grid max-w-full auto-cols-[minmax(max-content,1fr)] grid-flow-col gap-0.5 rounded-card bg-hover p-0.5 forced-edge"
    >
      {options.map(({ value: option, label: name, icon: Icon }) => (
        <Radio.Root
          key={option}
          value={option}
          className="flex h-8 min-w-0 cursor-pointer items-center justify-center gap-2 rounded-[8px] px-3 text-small whitespace-nowrap phone:px-1.5 phone:leading-4 phone:whitespace-normal font-medium text-muted transition-colors hover:text-ink data-checked:bg-raised data-checked:text-ink data-checked:ring-1 data-checked:ring-line-strong touch:h-11"
        >
          {Icon && <Icon aria-hidden size={16} strokeWidth={1.75} className="shrink-0" />}
          {name}
        </Radio.Root>
      ))}
    </RadioGroup>
  );
}
