/* Above the field: the files that go with the next message, each with its progress, a way out and another try. */
import { CircleAlert, RotateCw, X } from "lucide-react";
import { useMemo } from "react";
import { natter } from "@/app/natter";
import { classes } from "@/components/classes";
import { t } from "@/i18n/t";
import { useStore } from "@/store/store";
import { FileIcon } from "./FileIcon";
import { ProgressRing } from "./ProgressRing";
import { statusInWords } from "./upload-words";
import { chosenIn, type Upload } from "./uploads";

export function UploadTray({ conversationId }: { conversationId: string }) {
  const uploads = useStore((state) => state.uploads);
  const chosen = useMemo(() => chosenIn(uploads, conversationId), [uploads, conversationId]);
  return (
    <ul aria-label={t("Files to send")} className="flex gap-2 overflow-x-auto p-1 pb-2">
      {chosen.map((upload) => (
        <Chosen key={upload.key} upload={upload} />
      ))}
    </ul>
  );
}

function Chosen({ upload }: { upload: Upload }) {
  const { key, name, preview, status, sent, size, isFinal } = upload;
  const hasFailed = status === "failed";
  const words = statusInWords(upload);
  return (
    <li
      className={classes(
        "relative flex h-18 shrink-0 items-center overflow-hidden rounded-card border bg-bg",
        hasFailed ? "w-72 max-w-full border-danger" : "border-line",
        !hasFailed && (preview ? "w-24" : "w-60"),
      )}
    >
      {preview && !hasFailed ? (
        <img src={preview.url} alt={name} title={name} className="size-full object-cover" />
      ) : (
        <div className="flex min-w-0 flex-1 items-center gap-2.5 ps-2 pe-9 touch:pe-12">
          {hasFailed ? <CircleAlert aria-hidden size={20} strokeWidth={1.75} className="ms-1 shrink-0 text-danger-ink" /> : <FileIcon name={name} />}
          <div className="min-w-0 flex-1">
            <p dir="auto" title={name} className="truncate text-small font-medium">
              {name}
            </p>
            <p role={hasFailed ? "alert" : undefined} className={classes("text-caption tabular", hasFailed ? "line-clamp-2 text-danger-ink" : "truncate text-muted")}>
              {words}
            </p>
          </div>
          {hasFailed && !isFinal && (
            <button type="button" onClick={() => natter.attachments.retry(key)} className="shrink-0 rounded-control p-2 text-muted hover:bg-hover hover:text-ink touch:p-3" aria-label={t("Try to upload {file} again", { file: name })} title={t("Try again")}>
              <RotateCw aria-hidden size={16} strokeWidth={2} />
            </button>
          )}
        </div>
      )}
      {preview && !hasFailed && status !== "done" && (
        <span className="absolute inset-0 grid place-items-center bg-scrim">
          <ProgressRing value={sent / size} />
          <span className="sr-only">{words}</span>
        </span>
      )}
      {!preview && !hasFailed && status !== "done" && <span aria-hidden className="absolute inset-x-0 bottom-0 h-0.75 origin-left bg-accent transition-transform rtl:origin-right" style={{ transform: `scaleX(${Math.max(0.04, sent / size)})` }} />}
      <button
        type="button"
        aria-label={t("Remove {name}", { name })}
        title={t("Remove")}
        onClick={() => natter.attachments.remove([key])}
        className="absolute end-1 top-1 grid size-6 place-items-center rounded-full border border-line bg-raised text-ink transition-colors hover:bg-hover touch:end-0 touch:top-0 touch:size-11 touch:border-0 touch:bg-transparent"
      >
        <span className="grid size-6 place-items-center rounded-full touch:border touch:border-line touch:bg-raised">
          <X aria-hidden size={14} strokeWidth={2} />
        </span>
      </button>
    </li>
  );
}
