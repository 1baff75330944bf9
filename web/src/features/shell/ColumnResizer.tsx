/* The line between a column and the conversation: dragged, moved by arrow keys, or put back by a double click. */
import { useLayoutEffect, useRef, useState, type KeyboardEvent, type PointerEvent } from "react";
import { classes } from "@/components/classes";
import { clampedWidth, type Column, rememberedWidth, rememberWidth, showWidth, widthAfterKey, widthAt } from "./column-width";

/** Stands in the column, which is `relative` or lies above the page, and has only the conversation beside it in its parent. */
export function ColumnResizer({ column, label }: { column: Column; label: string }) {
  const ref = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(() => rememberedWidth(column));
  useLayoutEffect(() => showWidth(column, width), [column, width]);

  function change(next: number): void {
    const room = ref.current?.parentElement?.parentElement?.clientWidth;
    const clamped = clampedWidth(column, next, room);
    setWidth(clamped);
    rememberWidth(column, clamped);
  }

  function onPointerMove(event: PointerEvent): void {
    const element = event.currentTarget.parentElement;
    if (element && event.currentTarget.hasPointerCapture(event.pointerId)) change(widthAt(column, event.clientX, element.getBoundingClientRect(), isRightToLeft()));
  }

  function onKeyDown(event: KeyboardEvent): void {
    const next = widthAfterKey(column, width, event.key, isRightToLeft());
    if (next === null) return;
    event.preventDefault();
    change(next);
  }

  return (
    <div
      ref={ref}
      role="separator"
      aria-orientation="vertical"
      aria-label={label}
      aria-valuenow={width}
      aria-valuemin={column.narrowest}
      aria-valuemax={column.widest}
      tabIndex={0}
      className={classes(
        "absolute inset-y-0 z-10 w-2 cursor-col-resize touch-none outline-offset-0 after:absolute after:inset-y-0 after:w-px after:bg-line after:transition-colors forced-line hover:after:bg-line-strong active:after:bg-accent",
        // Inside of a column that follows the conversation: before it is the conversation's scrollbar.
        column.edge === "end" ? "-end-1 after:start-1" : "start-0 after:start-0",
      )}
      onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
      onPointerMove={onPointerMove}
      onKeyDown={onKeyDown}
      onDoubleClick={() => change(column.usual)}
    />
  );
}

function isRightToLeft(): boolean {
  return document.documentElement.dir === "rtl";
}
