/* A picture of a message in its box: fetched when it comes near the screen, opens large when it is pressed. */
import { ImageOff } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { classes } from "@/components/classes";
import { useRowActing } from "@/features/messages/row-acting";
import { t } from "@/i18n/t";
import type { Picture } from "./attachments";
import { useFileAddress } from "./use-file-address";
import { useOpenPicture } from "./use-open-picture";

/** About a screen ahead. */
const nearMargin = "800px 0px";

export function PictureButton({ picture }: { picture: Picture }) {
  const buttonRef = useRef<HTMLButtonElement>(null);
  const isNear = useIsNear(buttonRef);
  const { url, hasFailed, retry } = useFileAddress(picture.id, "thumbnail", isNear);
  const [isDrawn, setDrawn] = useState(false);
  const { isReachable } = useRowActing();
  const { show } = useOpenPicture();

  return (
    <button
      ref={buttonRef}
      type="button"
      tabIndex={isReachable ? 0 : -1}
      aria-label={hasFailed ? t("{picture} did not load. Try again", { picture: picture.name }) : t("Open picture {picture}", { picture: picture.name })}
      onClick={() => (hasFailed ? retry() : show(picture.id))}
      className="absolute inset-0 size-full cursor-zoom-in rounded-card -outline-offset-2 inset-ring inset-ring-line"
    >
      {url && (
        <img
          src={url}
          alt=""
          draggable={false}
          onLoad={() => setDrawn(true)}
          className={classes("size-full rounded-card object-cover transition-opacity", !isDrawn && "opacity-0")}
        />
      )}
      {hasFailed && (
        <span className="absolute inset-x-2 top-1/2 mx-auto flex w-fit max-w-full -translate-y-1/2 items-center gap-2 rounded-full bg-raised px-3 py-1.5 text-small font-medium text-ink shadow-menu">
          <ImageOff aria-hidden size={16} strokeWidth={1.75} className="shrink-0 text-muted" />
          <span className="truncate">{t("Try again")}</span>
        </span>
      )}
      {picture.content_type === "image/gif" && (
        <span aria-hidden className="absolute start-2 bottom-2 rounded-control bg-raised px-1.5 text-caption font-semibold text-ink shadow-menu">
          GIF
        </span>
      )}
    </button>
  );
}

/** Once near, it stays: what was fetched is not let go of while its row is there. */
function useIsNear(ref: React.RefObject<HTMLElement | null>): boolean {
  const [isNear, setNear] = useState(false);
  useEffect(() => {
    const element = ref.current;
    if (!element || isNear) return;
    const observer = new IntersectionObserver((entries) => entries.some((entry) => entry.isIntersecting) && setNear(true), { rootMargin: nearMargin });
    observer.observe(element);
    return () => observer.disconnect();
  }, [ref, isNear]);
  return isNear;
}
