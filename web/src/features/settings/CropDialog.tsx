/* Which part of a picture becomes mine: dragged and zoomed by pointer or keys under a round frame. What is cut away is not sent. */
import { Minus, Plus } from "lucide-react";
import { useEffect, useRef, useState, type KeyboardEvent, type PointerEvent } from "react";
import { Button } from "@/components/Button";
import { Dialog } from "@/components/Dialog";
import { IconButton } from "@/components/IconButton";
import { t } from "@/i18n/t";
import { bounded, type Crop, mostZoom, spread, squareIn, startCrop } from "./cropping";

/** What is sent; the server keeps 256. */
const sidePx = 512;
const stepX = 0.05;
const stepZoom = 0.25;

type Props = { image: HTMLImageElement; onClose: () => void; onDone: (picture: Blob) => void };

export function CropDialog({ image, onClose, onDone }: Props) {
  const frameRef = useRef<HTMLButtonElement>(null);
  const size = { width: image.naturalWidth, height: image.naturalHeight };
  const [crop, setCrop] = useState<Crop>(startCrop);
  const drag = useRef<{ x: number; y: number; from: Crop } | null>(null);
  const change = (next: Partial<Crop>) => setCrop((now) => bounded({ ...now, ...next }, size));
  const lying = spread(size, crop.zoom);
  useWheelZoom(frameRef, (by) => setCrop((now) => bounded({ ...now, zoom: now.zoom * by }, { width: image.naturalWidth, height: image.naturalHeight })));

  function onPointerDown(event: PointerEvent<HTMLElement>): void {
    event.currentTarget.setPointerCapture(event.pointerId);
    drag.current = { x: event.clientX, y: event.clientY, from: crop };
  }

  function onPointerMove(event: PointerEvent<HTMLElement>): void {
    const { current } = drag;
    const side = frameRef.current?.clientWidth;
    if (current && side) change({ x: current.from.x + (event.clientX - current.x) / side, y: current.from.y + (event.clientY - current.y) / side });
  }

  function onKeyDown(event: KeyboardEvent): void {
    const moves: Record<string, Partial<Crop>> = {
      ArrowLeft: { x: crop.x + stepX },
      ArrowRight: { x: crop.x - stepX },
      ArrowUp: { y: crop.y + stepX },
      ArrowDown: { y: crop.y - stepX },
      "+": { zoom: crop.zoom + stepZoom },
      "-": { zoom: crop.zoom - stepZoom },
    };
    const move = moves[event.key];
    if (!move) return;
    event.preventDefault();
    change(move);
  }

  async function done(): Promise<void> {
    const { left, top, side } = squareIn(crop, size);
    const canvas = document.createElement("canvas");
    canvas.width = canvas.height = sidePx;
    canvas.getContext("2d")?.drawImage(image, left, top, side, side, 0, 0, sidePx, sidePx);
    const picture = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, "image/webp", 0.92));
    if (picture) onDone(picture);
  }

  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={t("Choose what to show")}
      sentence={t("Drag the picture and zoom until it looks right.")}
      width="narrow"
      initialFocus={frameRef}
      actions={
        <>
          <Button onClick={onClose}>{t("Cancel")}</Button>
          <Button look="primary" onClick={() => void done()}>
            {t("Use picture")}
          </Button>
        </>
      }
    >
      <button
        ref={frameRef}
        type="button"
        aria-label={t("Move the picture with the arrow keys, zoom with plus and minus")}
        onPointerDown={onPointerDown}
        onPointerMove={onPointerMove}
        onPointerUp={() => (drag.current = null)}
        onPointerCancel={() => (drag.current = null)}
        onKeyDown={onKeyDown}
        className="relative mx-auto aspect-square w-72 max-w-full shrink-0 cursor-grab touch-none overflow-hidden rounded-full bg-sunken active:cursor-grabbing"
      >
        <img
          src={image.src}
          alt=""
          draggable={false}
          className="absolute top-1/2 left-1/2 max-w-none"
          style={{ width: `${lying.width * 100}%`, height: `${lying.height * 100}%`, transform: `translate(-50%, -50%) translate(${(crop.x / lying.width) * 100}%, ${(crop.y / lying.height) * 100}%)` }}
        />
        <span aria-hidden className="pointer-events-none absolute inset-0 rounded-full inset-ring-2 inset-ring-line-strong" />
      </button>
      <div className="mx-auto flex w-72 max-w-full items-center gap-2">
        <IconButton icon={Minus} label={t("Zoom out")} onClick={() => change({ zoom: crop.zoom - stepZoom })} />
        <input
          type="range"
          aria-label={t("Zoom")}
          min={1}
          max={mostZoom}
          step={0.01}
          value={crop.zoom}
          onChange={(event) => change({ zoom: event.target.valueAsNumber })}
          className="h-11 min-w-0 flex-1 rounded-control accent-accent"
        />
        <IconButton icon={Plus} label={t("Zoom in")} onClick={() => change({ zoom: crop.zoom + stepZoom })} />
      </div>
    </Dialog>
  );
}

/** React listens to wheels without the right to keep the page from scrolling. */
function useWheelZoom(ref: React.RefObject<HTMLElement | null>, zoom: (by: number) => void): void {
  const latest = useRef(zoom);
  useEffect(() => {
    latest.current = zoom;
  });
  useEffect(() => {
    const element = ref.current;
    if (!element) return;
    const onWheel = (event: WheelEvent) => {
      event.preventDefault();
      latest.current(Math.exp(-event.deltaY / 400));
    };
    element.addEventListener("wheel", onWheel, { passive: false });
    return () => element.removeEventListener("wheel", onWheel);
  }, [ref]);
}
