/* A file of a message: what it is, its name and size; a press saves it on this device. */
import { Download } from "lucide-react";
import { useState } from "react";
import { Spinner } from "@/components/Spinner";
import { useRowActing } from "@/features/messages/row-acting";
import type { Attachment } from "@/generated/contract";
import { t } from "@/i18n/t";
import { download } from "./downloads";
import { FileIcon } from "./FileIcon";
import { kindInWords, sizeInWords } from "./files";

export function FileCard({ file }: { file: Attachment }) {
  const [isBusy, setBusy] = useState(false);
  const { isReachable } = useRowActing();

  async function save(): Promise<void> {
    if (isBusy) return;
    setBusy(true);
    await download(file);
    setBusy(false);
  }

  return (
    <button
      type="button"
      tabIndex={isReachable ? 0 : -1}
      aria-label={t("Download {file}, {size}", { file: file.name, size: sizeInWords(file.size) })}
      aria-busy={isBusy || undefined}
      title={file.name}
      onClick={() => void save()}
      className="group/file flex size-full items-center gap-3 rounded-card px-2 text-start -outline-offset-2 transition-colors hover:bg-hover active:bg-active"
    >
      <FileIcon name={file.name} />
      <span className="min-w-0 flex-1">
        <span dir="auto" className="block truncate text-ui font-medium">
          {file.name}
        </span>
        <span className="block truncate text-caption text-muted tabular">
          {kindInWords(file.name)} · {sizeInWords(file.size)}
        </span>
      </span>
      <span className="grid size-8 shrink-0 place-items-center text-muted group-hover/file:text-ink">{isBusy ? <Spinner size={18} /> : <Download aria-hidden size={18} strokeWidth={1.75} />}</span>
    </button>
  );
}
