/*
 * The ways in which files come into a message: the button, pasting, dropping them anywhere on the conversation. Arrives after the
 * composer and watches the form it stands in.
 */
import { Paperclip, Upload as UploadIcon } from "lucide-react";
import { useCallback, useEffect, useRef, useState } from "react";
import { createPortal } from "react-dom";
import { natter } from "@/app/natter";
import { IconButton } from "@/components/IconButton";
import { showToast } from "@/components/toasts";
import { t } from "@/i18n/t";
import { filesIn, hasFiles } from "./transfers";
import { attachmentLimit } from "./uploads";

export function AttachTools({ conversationId }: { conversationId: string }) {
  const rootRef = useRef<HTMLDivElement>(null);
  const inputRef = useRef<HTMLInputElement>(null);
  const [column, setColumn] = useState<HTMLElement | null>(null);
  const [isOver, setOver] = useState(false);

  const add = useCallback(
    async (files: File[]) => {
      if (files.length === 0) return;
      // On a phone the keyboard would jump up unasked.
      if (!matchMedia("(pointer: coarse)").matches) rootRef.current?.closest("form")?.querySelector("textarea")?.focus();
      const left = await natter.attachments.add(conversationId, files);
      if (left > 0) showToast("attach", t("{count, plural, one {A message carries at most # file} other {A message carries at most # files}}", { count: attachmentLimit }), t("{count, plural, =1 {One was left out.} one {# was left out.} other {# were left out.}}", { count: left }));
    },
    [conversationId],
  );

  useEffect(() => {
    const form = rootRef.current?.closest("form");
    const around = form?.parentElement ?? null;
    if (!form || !around) return;
    setColumn(around);
    /** Entering a part of the column leaves another; only the last leave counts. */
    let depth = 0;
    const onPaste = (event: ClipboardEvent) => {
      const files = filesIn(event.clipboardData);
      if (files.length === 0) return;
      event.preventDefault();
      void add(files);
    };
    const onEnter = (event: DragEvent) => {
      if (!hasFiles(event.dataTransfer)) return;
      event.preventDefault();
      depth += 1;
      setOver(true);
    };
    const onOver = (event: DragEvent) => {
      if (!hasFiles(event.dataTransfer)) return;
      event.preventDefault();
      if (event.dataTransfer) event.dataTransfer.dropEffect = "copy";
    };
    const onLeave = (event: DragEvent) => {
      if (!hasFiles(event.dataTransfer)) return;
      depth = Math.max(0, depth - 1);
      if (depth === 0) setOver(false);
    };
    const onDrop = (event: DragEvent) => {
      depth = 0;
      setOver(false);
      if (!hasFiles(event.dataTransfer)) return;
      event.preventDefault();
      void add(filesIn(event.dataTransfer));
    };
    form.addEventListener("paste", onPaste);
    around.addEventListener("dragenter", onEnter);
    around.addEventListener("dragover", onOver);
    around.addEventListener("dragleave", onLeave);
    around.addEventListener("drop", onDrop);
    return () => {
      form.removeEventListener("paste", onPaste);
      around.removeEventListener("dragenter", onEnter);
      around.removeEventListener("dragover", onOver);
      around.removeEventListener("dragleave", onLeave);
      around.removeEventListener("drop", onDrop);
    };
  }, [add]);

  return (
    <div ref={rootRef} className="order-first grid size-9 shrink-0 place-items-center touch:size-11">
      <IconButton icon={Paperclip} label={t("Attach files")} tooltipSide="top" onClick={() => inputRef.current?.click()} />
      <input
        ref={inputRef}
        type="file"
        multiple
        aria-label="Files"
        tabIndex={-1}
        className="sr-only"
        onChange={(event) => {
          void add([...(event.target.files ?? [])]);
          event.target.value = "";
        }}
      />
      {column && isOver && createPortal(<DropTarget />, column)}
    </div>
  );
}

/** Takes no pointer: what is below still hears of the drag. */
function DropTarget() {
  return (
    <div className="pointer-events-none absolute inset-2 z-30 grid place-items-center rounded-sheet border-2 border-dashed border-accent bg-accent-tint/90">
      <p className="flex items-center gap-3 text-title font-semibold text-accent-ink">
        <UploadIcon aria-hidden size={24} strokeWidth={1.75} />
        {t("Drop files to add them to your message")}
      </p>
    </div>
  );
}
