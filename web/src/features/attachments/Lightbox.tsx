/* A picture over the whole page: arrows lead to the ones before and after it, Esc or the back button away, a press to its full size. */
import { Dialog as Base } from "@base-ui/react/dialog";
import { ChevronLeft, ChevronRight, Download, X, ZoomIn, ZoomOut } from "lucide-react";
import { useEffect, useState, type KeyboardEvent } from "react";
import { useMatch } from "react-router";
import { classes } from "@/components/classes";
import { IconButton } from "@/components/IconButton";
import { Spinner } from "@/components/Spinner";
import { usePerson } from "@/features/people/use-people";
import { number, t } from "@/i18n/t";
import { fullTime } from "@/lib/times";
import { download } from "./downloads";
import { useFileAddress } from "./use-file-address";
import { useOpenPicture } from "./use-open-picture";
import { type PictureInContext, usePictures } from "./use-pictures";

export function Lightbox() {
  const conversationId = useMatch("/c/:conversationId/*")?.params.conversationId ?? "";
  const { pictureId, show, close } = useOpenPicture();
  const pictures = usePictures(conversationId);
  const index = pictures.findIndex(({ picture }) => picture.id === pictureId);
  const current = pictures[index] ?? null;
  const [last, setLast] = useState<PictureInContext | null>(null);
  if (current && current !== last) setLast(current);
  const to = (step: number) => {
    const next = pictures[index + step];
    return next && (() => show(next.picture.id));
  };
  const [before, after] = [to(-1), to(1)];

  function onKeyDown(event: KeyboardEvent): void {
    const [back, on] = document.dir === "rtl" ? ["ArrowRight", "ArrowLeft"] : ["ArrowLeft", "ArrowRight"];
    const go = event.key === back ? before : event.key === on ? after : null;
    if (!go || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    go();
  }

  // The message was deleted, or the address names what is not here.
  const isLost = pictureId !== null && current === null && pictures.length > 0;
  useEffect(() => {
    if (isLost) close();
  }, [isLost, close]);

  return (
    <Base.Root open={current !== null} onOpenChange={(isOpen) => !isOpen && close()}>
      <Base.Portal>
        <Base.Popup
          onKeyDown={onKeyDown}
          className="fixed inset-0 z-50 flex flex-col bg-sunken text-ink outline-none transition-opacity data-ending-style:opacity-0 data-starting-style:opacity-0"
        >
          {last && <Shown key={last.picture.id} shown={last} position={pictures.length > 1 ? t("{place} of {count}", { place: number(index + 1), count: number(pictures.length) }) : null} onBefore={before} onAfter={after} />}
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  );
}

type Go = (() => void) | undefined;
type Props = { shown: PictureInContext; position: string | null; onBefore: Go; onAfter: Go };

function Shown({ shown: { picture, message }, position, onBefore, onAfter }: Props) {
  const author = usePerson(message.actor_id);
  const small = useFileAddress(picture.id, "thumbnail");
  const { url, hasFailed, retry } = useFileAddress(picture.id, "file");
  const [isLarge, setLarge] = useState(false);
  return (
    <>
      <header className="flex min-h-(--header-height) shrink-0 items-center gap-1 px-4 pt-[env(safe-area-inset-top)] phone:px-2">
        <div className="min-w-0 flex-1">
          <Base.Title dir="auto" className="truncate text-ui font-semibold">
            {picture.name}
          </Base.Title>
          <p className="truncate text-caption text-muted">
            {author?.display_name ?? "…"} · {fullTime(message.at)}
          </p>
        </div>
        {position && <span className="shrink-0 px-2 text-small text-muted tabular phone:hidden">{position}</span>}
        <IconButton icon={isLarge ? ZoomOut : ZoomIn} label={isLarge ? t("Fit to the window") : t("Full size")} onClick={() => setLarge(!isLarge)} />
        <IconButton icon={Download} label={t("Download")} onClick={() => void download(picture)} />
        <Base.Close render={<IconButton icon={X} label={t("Close")} />} />
      </header>
      <div className="relative min-h-0 flex-1 pb-[env(safe-area-inset-bottom)]">
        <div tabIndex={isLarge ? 0 : -1} role={isLarge ? "region" : undefined} aria-label={isLarge ? t("The picture in its full size") : undefined} className={classes("size-full", isLarge ? "overflow-auto" : "overflow-hidden p-4 phone:p-0")}>
          <img
            src={url ?? small.url ?? undefined}
            alt={author ? t("{picture}, sent by {author}", { picture: picture.name, author: author.display_name }) : t("{picture}, sent by somebody", { picture: picture.name })}
            width={picture.width}
            height={picture.height}
            draggable={false}
            onClick={() => setLarge(!isLarge)}
            className={classes(isLarge ? "max-w-none cursor-zoom-out" : "size-full cursor-zoom-in object-scale-down", !url && !small.url && "opacity-0")}
          />
        </div>
        {!url && (
          <div className="absolute inset-x-0 bottom-6 grid place-items-center">
            {hasFailed ? (
              <button type="button" onClick={retry} className="rounded-full bg-raised px-4 py-2 text-small font-medium shadow-menu touch:min-h-11">
                {t("The picture did not load. Try again")}
              </button>
            ) : (
              <span role="status" className="flex items-center gap-2 rounded-full bg-raised px-3 py-1.5 text-small text-muted shadow-menu">
                <Spinner /> {t("Loading")}
              </span>
            )}
          </div>
        )}
        <Step icon={ChevronLeft} label={t("Previous picture")} side="start-3" onGo={onBefore} />
        <Step icon={ChevronRight} label={t("Next picture")} side="end-3" onGo={onAfter} />
      </div>
    </>
  );
}

function Step({ icon: Icon, label, side, onGo }: { icon: typeof ChevronLeft; label: string; side: string; onGo: Go }) {
  if (!onGo) return null;
  return (
    <button
      type="button"
      aria-label={label}
      title={label}
      onClick={onGo}
      className={classes("absolute top-1/2 grid size-11 -translate-y-1/2 place-items-center rounded-full bg-raised text-ink shadow-menu transition-colors hover:bg-hover forced-edge", side)}
    >
      <Icon aria-hidden size={22} strokeWidth={1.75} />
    </button>
  );
}
