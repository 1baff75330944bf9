/*
 * Keeps what one reads where it is while rows are added below.
 *
 * A class, because only getSnapshotBeforeUpdate sees the page as it was before a change. At the end nothing is kept:
 * there the newest message is what one reads. Where the browser has kept the place itself, the difference is zero.
 */
import { Component, type ReactNode, type RefObject } from "react";

/** `isNewest`: the last row loaded is the last there is; below any other, more comes in that must not push one on. */
type Props = { scrollerRef: RefObject<HTMLElement | null>; isNewest: boolean; children: ReactNode };
type Place = { row: Element; top: number } | null;

/** Nearer to the end than this, one is at the end. */
export const END_PIXELS = 48;

export class KeepPlace extends Component<Props> {
  override getSnapshotBeforeUpdate(before: Props): Place {
    const scroller = this.props.scrollerRef.current;
    if (!scroller || (before.isNewest && Math.abs(scroller.scrollTop) < END_PIXELS)) return null;
    const row = firstVisibleRow(scroller);
    return row && { row, top: row.getBoundingClientRect().top };
  }

  override componentDidUpdate(_props: Props, _state: object, place: Place): void {
    const scroller = this.props.scrollerRef.current;
    if (!scroller || !place?.row.isConnected) return;
    const moved = place.row.getBoundingClientRect().top - place.top;
    if (Math.abs(moved) >= 1) scroller.scrollTop += moved;
  }

  override render(): ReactNode {
    return this.props.children;
  }
}

function firstVisibleRow(scroller: HTMLElement): Element | null {
  const box = scroller.getBoundingClientRect();
  const found = document.elementsFromPoint(box.left + box.width / 2, box.top + box.height / 2);
  return found.map((element) => element.closest("[data-roving]")).find((row) => row !== null && scroller.contains(row)) ?? null;
}
