/* The line between sidebar and conversation: dragged, moved by arrow keys, or put back by a double click. */
import { useLayoutEffect, useState, type KeyboardEvent, type PointerEvent } from "react";
import { t } from "@/i18n/t";
import { clampedWidth, NARROWEST, rememberedWidth, rememberWidth, USUAL, WIDEST } from "./sidebar-width";

const STEP = 16;

export function SidebarResizer() {
  const [width, setWidth] = useState(rememberedWidth);
  useLayoutEffect(() => document.documentElement.style.setProperty("--sidebar-width", `${width}px`), [width]);

  function change(next: number): void {
    const clamped = clampedWidth(next);
    setWidth(clamped);
    rememberWidth(clamped);
  }

  function onPointerMove(event: PointerEvent): void {
    if (event.currentTarget.hasPointerCapture(event.pointerId)) change(fromStart(event));
  }

  function onKeyDown(event: KeyboardEvent): void {
    const wider = document.dir === "rtl" ? -STEP : STEP;
    const step = { ArrowLeft: -wider, ArrowRight: wider, Home: NARROWEST - WIDEST, End: WIDEST - NARROWEST }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    change(width + step);
  }

  return (
    <div
      role="separator"
      aria-orientation="vertical"
      aria-label={t("Width of the sidebar")}
      aria-valuenow={width}
      aria-valuemin={NARROWEST}
      aria-valuemax={WIDEST}
      tabIndex={0}
      className="absolute inset-y-0 -end-1 z-10 w-2 cursor-col-resize touch-none outline-offset-0 after:absolute after:inset-y-0 after:start-1 after:w-px after:bg-line after:transition-colors forced-line hover:after:bg-line-strong active:after:bg-accent"
      onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
      onPointerMove={onPointerMove}
      onKeyDown={onKeyDown}
      onDoubleClick={() => change(USUAL)}
    />
  );
}

function fromStart(event: PointerEvent): number {
  return document.dir === "rtl" ? innerWidth - event.clientX : event.clientX;
}
