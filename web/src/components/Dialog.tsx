/* A dialog: centred on a desktop, a sheet from below on a phone. Focus moves in, stays in, and comes back. */
import { Dialog as Base } from "@base-ui/react/dialog";
import { X } from "lucide-react";
import type { ReactNode, RefObject } from "react";
import { t } from "@/i18n/t";
import { classes } from "./classes";
import { IconButton } from "./IconButton";

type Props = {
  isOpen: boolean;
  onClose: () => void;
  title: string;
  sentence?: ReactNode;
  children?: ReactNode;
  /** The verbs, the leading one last. */
  actions?: ReactNode;
  width?: "narrow" | "regular";
  initialFocus?: RefObject<HTMLElement | null>;
  /** Where the focus goes when it closes, instead of where it came from; false: it stays where it is by then. */
  finalFocus?: () => HTMLElement | null | false;
};

export function Dialog({ isOpen, onClose, title, sentence, children, actions, width = "regular", initialFocus, finalFocus }: Props) {
  return (
    <Base.Root open={isOpen} onOpenChange={(open) => !open && onClose()}>
      <Base.Portal>
        <Base.Backdrop className="fixed inset-0 z-40 bg-scrim transition-opacity data-ending-style:opacity-0 data-starting-style:opacity-0" />
        <Base.Popup
          initialFocus={initialFocus}
          finalFocus={finalFocus}
          className={classes(
            "fixed z-40 flex flex-col bg-raised text-ink shadow-dialog outline-none forced-edge",
            "transition-[opacity,transform] duration-(--motion-enter) data-ending-style:opacity-0 data-starting-style:opacity-0",
            "phone:inset-x-0 phone:bottom-[calc(100dvh-var(--visible-height))] phone:max-h-[calc(var(--visible-height)*0.92)] phone:rounded-t-sheet phone:pb-(--safe-bottom) phone:data-ending-style:translate-y-8 phone:data-starting-style:translate-y-8",
            "two-columns:top-[calc(var(--visible-height)*0.12)] two-columns:left-1/2 two-columns:max-h-[calc(var(--visible-height)*0.76)] two-columns:max-w-[calc(100vw-2rem)] two-columns:-translate-x-1/2 two-columns:rounded-sheet two-columns:data-starting-style:translate-y-1",
            width === "regular" ? "two-columns:w-[30rem]" : "two-columns:w-[25rem]",
          )}
        >
          <header className="flex items-start gap-3 px-5 pt-4 pb-1">
            <div className="min-w-0 flex-1 pt-1">
              <Base.Title className="text-title font-semibold tracking-tight">{title}</Base.Title>
              {sentence && <Base.Description className="mt-1 text-small text-pretty text-muted">{sentence}</Base.Description>}
            </div>
            <Base.Close render={<IconButton icon={X} label={t("Close")} />} />
          </header>
          {children && <div className="flex min-h-0 flex-1 flex-col gap-4 overflow-y-auto px-5 py-3">{children}</div>}
          {actions && <footer className="flex shrink-0 justify-end gap-2 px-5 pt-2 pb-5 phone:*:flex-1">{actions}</footer>}
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  );
}
