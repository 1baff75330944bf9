/* A menu of actions that opens from its trigger. Items are verbs; the dangerous one stands last behind a line. */
import { Menu as Base } from "@base-ui/react/menu";
import { Check, type LucideIcon } from "lucide-react";
import type { ReactElement, ReactNode } from "react";
import { classes } from "./classes";

type MenuProps = {
  /** Without one it is open from the beginning, at `anchor`. */
  trigger?: ReactElement;
  /** What it opens at instead of its trigger: an element, or a place on the screen. */
  anchor?: Element | { getBoundingClientRect(): DOMRect };
  children: ReactNode;
  align?: "start" | "end";
  isOpenAtFirst?: boolean;
  /** For those who must know: then it is open as they say. */
  isOpen?: boolean;
  onOpenChange?: (isOpen: boolean) => void;
  /** Where the focus goes when it closes, instead of the trigger; false: it stays where it is by then. */
  finalFocus?: () => HTMLElement | null | false;
};

export function Menu({ trigger, anchor, children, align = "end", isOpenAtFirst = false, isOpen, onOpenChange, finalFocus }: MenuProps) {
  return (
    <Base.Root defaultOpen={isOpenAtFirst} open={isOpen} onOpenChange={onOpenChange}>
      {trigger && <Base.Trigger render={trigger} />}
      <Base.Portal>
        <Base.Positioner anchor={anchor} align={align} sideOffset={4} collisionPadding={8} className="z-50 outline-none">
          <Base.Popup finalFocus={finalFocus} className="floating min-w-48 rounded-card bg-raised p-1 text-ui text-ink shadow-menu outline-none forced-edge">
            {children}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}

type ItemProps = { icon?: LucideIcon; tone?: "plain" | "danger"; onSelect: () => void; children: ReactNode };

export function MenuItem({ icon: Icon, tone = "plain", onSelect, children }: ItemProps) {
  return (
    <Base.Item
      onClick={onSelect}
      className={classes(
        "flex h-8 cursor-pointer items-center gap-2.5 rounded-control px-2.5 outline-none select-none data-highlighted:bg-hover touch:h-11",
        tone === "danger" ? "text-danger-ink" : "text-ink",
      )}
    >
      {Icon && <Icon aria-hidden size={16} strokeWidth={1.75} className={tone === "plain" ? "text-muted" : undefined} />}
      {children}
    </Base.Item>
  );
}

type ChoicesProps<Value extends string> = { title: string; value: Value; choices: readonly { value: Value; label: string }[]; onChoose: (value: Value) => void };

/** One of several, with a tick at the present one. */
export function MenuChoices<Value extends string>({ title, value, choices, onChoose }: ChoicesProps<Value>) {
  return (
    <Base.Group>
      <Base.GroupLabel className="px-2.5 pt-1.5 pb-1 text-caption text-muted">{title}</Base.GroupLabel>
      <Base.RadioGroup value={value} onValueChange={(next: Value) => onChoose(next)}>
        {choices.map((choice) => (
          <Base.RadioItem
            key={choice.value}
            value={choice.value}
            closeOnClick
            className="flex h-8 cursor-pointer items-center gap-2.5 rounded-control px-2.5 text-ink outline-none select-none data-highlighted:bg-hover touch:h-11"
          >
            <span className="grid size-4 place-items-center">
              <Base.RadioItemIndicator render={<Check aria-hidden size={16} strokeWidth={2} className="text-accent-ink" />} />
            </span>
            {choice.label}
          </Base.RadioItem>
        ))}
      </Base.RadioGroup>
    </Base.Group>
  );
}

export function MenuLine() {
  return <Base.Separator className="mx-2 my-1 h-px bg-line" />;
}
