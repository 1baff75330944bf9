/* A message of mine whose files are on their way: what goes with it, how far that is, and what one can do about it. */
import { useShallow } from "zustand/shallow";
import { natter } from "@/app/natter";
import { classes } from "@/components/classes";
import { Failure } from "@/components/Failure";
import { TextButton } from "@/components/TextButton";
import type { ShownMessage } from "@/features/timeline/rows";
import { list, number, t } from "@/i18n/t";
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
        <Failure what={`${list(failed.map((upload) => upload.name))}:`} why={failed[0]?.failure}>
          {failed.some((upload) => !upload.isFinal) && <TextButton onPress={() => failed.forEach((upload) => natter.attachments.retry(upload.key))}>{t("Try again")}</TextButton>}
          <TextButton onPress={() => natter.attachments.remove(failed.map((upload) => upload.key))}>{uploads.length > failed.length || message.body ? t("Send without") : t("Remove")}</TextButton>
          <TextButton onPress={() => natter.composer.discard(id, clientMessageId)}>{t("Do not send")}</TextButton>
        </Failure>
      ) : (
        <p className="flex flex-wrap items-center gap-x-2 text-small text-muted tabular">
          <span role="status">{isPaused ? t("Waiting for the connection; keep this page open") : t("Uploading, {percent} %", { percent: number(Math.floor(100 * progressOf(uploads))) })}</span>
          <TextButton onPress={() => natter.composer.discard(id, clientMessageId)}>{t("Cancel")}</TextButton>
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
        <p className="truncate text-caption text-muted tabular">{hasFailed ? t("Not uploaded") : statusInWords(upload)}</p>
      </div>
    </div>
  );
}
