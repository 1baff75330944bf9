/* Something that is on or off, with a sentence that says what that means. In force as it is pressed. */
import { Switch } from "@base-ui/react/switch";
import { useId, type ReactNode } from "react";

type Props = { name: string; sentence: string; isOn: boolean; isDisabled?: boolean; onChange: (isOn: boolean) => void; /** More to do, under the sentence. */ children?: ReactNode };

export function SwitchRow({ name, sentence, isOn, isDisabled = false, onChange, children }: Props) {
  const id = useId();
  return (
    <div className="flex min-h-14 items-start gap-3 px-3 py-2.5">
      <div className="min-w-0 flex-1">
        <label id={`${id}name`} htmlFor={`${id}switch`} className="block text-ui font-medium">
          {name}
        </label>
        <p id={`${id}sentence`} className="text-small text-muted">
          {sentence}
        </p>
        {children}
      </div>
      <Switch.Root
        id={`${id}switch`}
        aria-labelledby={`${id}name`}
        aria-describedby={`${id}sentence`}
        checked={isOn}
        disabled={isDisabled}
        onCheckedChange={onChange}
        className="relative mt-0.5 flex h-6 w-10 shrink-0 cursor-pointer items-center rounded-full border border-line-strong bg-hover p-0.5 transition-colors outline-offset-2 forced-edge after:absolute after:-inset-2.5 data-checked:border-accent data-checked:bg-accent data-disabled:cursor-default data-disabled:opacity-50"
      >
        <Switch.Thumb className="size-4.5 rounded-full bg-line-strong transition-transform forced-mark data-checked:translate-x-4 data-checked:bg-on-accent rtl:data-checked:-translate-x-4" />
      </Switch.Root>
    </div>
  );
}
