/* A dialog that is one field and what it finds: near the top on a desktop, the whole screen on a phone. */
import { Dialog as Base } from "@base-ui/react/dialog";
import { Search, X } from "lucide-react";
import type { ComponentProps, ReactNode, RefObject } from "react";
import { t } from "@/i18n/t";
import { classes } from "./classes";
import { IconButton } from "./IconButton";

type Props = {
  isOpen: boolean;
  onClose: () => void;
  /** Not shown; assistive technology says it. */
  title: string;
  fieldRef: RefObject<HTMLInputElement | null>;
  /** A PaletteField and what it finds; gone while the dialog is closed. */
  children: ReactNode;
};

export function Palette({ isOpen, onClose, title, fieldRef, children }: Props) {
  return (
    <Base.Root open={isOpen} onOpenChange={(open) => !open && onClose()}>
      <Base.Portal>
        <Base.Backdrop className="fixed inset-0 z-40 bg-scrim transition-opacity data-ending-style:opacity-0 data-starting-style:opacity-0" />
        <Base.Popup
          initialFocus={fieldRef}
          className={classes(
            "fixed z-40 flex flex-col overflow-hidden bg-raised text-ink shadow-dialog outline-none forced-edge",
            "transition-opacity data-ending-style:opacity-0 data-starting-style:opacity-0",
            "phone:inset-x-0 phone:top-0 phone:h-(--visible-height) phone:pt-[env(safe-area-inset-top)] phone:pb-(--safe-bottom)",
            "two-columns:top-[calc(var(--visible-height)*0.12)] two-columns:left-1/2 two-columns:max-h-[min(34rem,var(--visible-height)*0.76)] two-columns:w-[36rem] two-columns:max-w-[calc(100vw-2rem)] two-columns:-translate-x-1/2 two-columns:rounded-sheet",
          )}
        >
          <Base.Title className="sr-only">{title}</Base.Title>
          {children}
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  );
}

export function PaletteField({ fieldRef, ...input }: Omit<ComponentProps<"input">, "className" | "ref"> & { fieldRef: RefObject<HTMLInputElement | null> }) {
  return (
    <div className="flex h-13 shrink-0 items-center gap-3 border-b border-line ps-4 pe-2.5">
      <Search aria-hidden size={18} strokeWidth={1.75} className="shrink-0 text-faint" />
      <input
        {...input}
        ref={fieldRef}
        type="text"
        autoComplete="off"
        autoCapitalize="off"
        spellCheck={false}
        className="h-full min-w-0 flex-1 bg-transparent text-body outline-none touch:text-[1rem]"
      />
      <Base.Close render={<IconButton icon={X} label={t("Close")} />} />
    </div>
  );
}

/** A quiet line below, where there is a keyboard. */
export function PaletteHint({ children }: { children: ReactNode }) {
  return <div className="flex h-10 shrink-0 items-center gap-5 border-t border-line px-4 text-caption text-muted touch:hidden phone:hidden">{children}</div>;
}
