/* Every shortcut on one sheet, from the list that binds them. */
import { useId, useRef } from "react";
import { Dialog } from "@/components/Dialog";
import { Keys } from "@/components/Keys";
import { isMac } from "@/components/platform";
import { t } from "@/i18n/t";
import { keysOf } from "./chords";
import { sheet, type SheetSection } from "./sheet";

export function ShortcutSheet({ isOpen, onClose }: { isOpen: boolean; onClose: () => void }) {
  // Not on the cross: its tooltip would take the first Esc.
  const listRef = useRef<HTMLDivElement>(null);
  return (
    <Dialog isOpen={isOpen} onClose={onClose} title={t("Keyboard shortcuts")} initialFocus={listRef}>
      <div ref={listRef} tabIndex={-1} className="flex flex-col gap-5 pb-2 outline-none">
        {sheet().map((section) => (
          <Section key={section.title} section={section} />
        ))}
      </div>
    </Dialog>
  );
}

function Section({ section }: { section: SheetSection }) {
  const id = useId();
  return (
    <section aria-labelledby={id}>
      <h3 id={id} className="pb-1 text-caption font-semibold text-muted">
        {section.title}
      </h3>
      <ul className="divide-y divide-line">
        {section.shortcuts.map(({ chord, does }) => (
          <li key={does} className="flex min-h-9 items-center justify-between gap-4 py-1.5 text-ui">
            {does}
            <Keys keys={keysOf(chord, isMac)} />
          </li>
        ))}
      </ul>
    </section>
  );
}
