/* A message of mine whose files are on their way: what goes with it, how far that is, and what one can do about it. */
import { CircleAlert } from "lucide-react";
import type { ReactNode } from "react";
import { useShallow } from "zustand/shallow";
import { natter } from "@/app/natter";
import { classes } from "@/components/classes";
import type { ShownMessage } from "@/features/timeline/rows";
import { useStore } from "@/store/store";
import { boxOf } from "./attachments";
import { FileIcon } from "./FileIcon";
import { ProgressRing } from "./ProgressRing";
import { statusInWords } from "./upload-words";
import { progressOf, type Upload, uploadsOf } from "./uploads";

type Props = { message: ShownMessage; keys: string[] };

export function HeldUploads({ message, keys }: Props) {
  const uploads = useStore(useShallow((state) => uploadsOf(state.uploads, keys)));
  const pictures = uploads.filter((upload) => upload.preview);
  const failed = uploads.filter((upload) => upload.status === "failed");
  const isPaused = uploads.some((upload) => upload.status === "paused");
  const { conversation_id: id, client_message_id: clientMessageId } = message;
  return (
    <div>
      {pictures.length > 0 && (
        <div className="flex max-w-full flex-wrap gap-1.5 py-1">
          {pictures.map((upload) => (
            <HeldPicture key={upload.key} upload={upload} isAlone={pictures.length === 1} />
          ))}
        </div>
      )}
      {uploads.map((upload) => !upload.preview && <HeldFile key={upload.key} upload={upload} />)}
      {failed.length > 0 ? (
        <div role="alert" className="flex flex-wrap items-center gap-x-2 text-small text-danger-ink">
          <p className="flex items-center gap-1.5">
            <CircleAlert aria-hidden size={14} strokeWidth={2} className="shrink-0" />
            <span>
              <span dir="auto" className="font-medium">
                {failed.map((upload) => upload.name).join(", ")}:
              </span>{" "}
              {failed[0]?.failure}
            </span>
          </p>
          <p className="-ms-1 flex items-center touch:-ms-2">
            {failed.some((upload) => !upload.isFinal) && <Act onAct={() => failed.forEach((upload) => natter.attachments.retry(upload.key))}>Try again</Act>}
            <Act onAct={() => natter.attachments.remove(failed.map((upload) => upload.key))}>{uploads.length > failed.length || message.body ? "Send without" : "Remove"}</Act>
            <Act onAct={() => natter.composer.discard(id, clientMessageId)}>Do not send</Act>
          </p>
        </div>
      ) : (
        <p className="flex flex-wrap items-center gap-x-2 text-small text-muted tabular">
          <span role="status">{isPaused ? "Waiting for the connection; keep this page open" : `Uploading, ${Math.floor(100 * progressOf(uploads))} %`}</span>
          <Act onAct={() => natter.composer.discard(id, clientMessageId)}>Cancel</Act>
        </p>
      )}
    </div>
  );
}

function HeldPicture({ upload, isAlone }: { upload: Upload; isAlone: boolean }) {
  const { preview, name, status, sent, size } = upload;
  if (!preview) return null;
  const box = boxOf(preview, isAlone);
  return (
    <div className={classes("relative max-w-full overflow-hidden rounded-card bg-sunken", box.className)} style={box.style}>
      <img src={preview.url} alt={name} className="size-full object-cover" />
      {status !== "done" && status !== "failed" && (
        <span className="absolute inset-0 grid place-items-center">
          <ProgressRing value={sent / size} />
        </span>
      )}
    </div>
  );
}

function HeldFile({ upload }: { upload: Upload }) {
  const hasFailed = upload.status === "failed";
  return (
    <div className={classes("my-1 flex h-14 w-96 max-w-full items-center gap-3 rounded-card border bg-raised px-2", hasFailed ? "border-danger" : "border-line")}>
      <FileIcon name={upload.name} />
      <div className="min-w-0 flex-1">
        <p dir="auto" className="truncate text-ui font-medium">
          {upload.name}
        </p>
        <p className="truncate text-caption text-muted tabular">{hasFailed ? "Not uploaded" : statusInWords(upload)}</p>
      </div>
    </div>
  );
}

function Act({ onAct, children }: { onAct: () => void; children: ReactNode }) {
  return (
    <button type="button" onClick={onAct} className="rounded-control px-1 font-semibold underline underline-offset-2 touch:min-h-11 touch:px-2">
      {children}
    </button>
  );
}
