/*
 * Keeps what one reads where it is while rows come and go around it.
 *
 * A class, because only getSnapshotBeforeUpdate sees the page as it was before a change. At the end nothing is kept:
 * there the newest message is what one reads. Where the browser has kept the place itself, the difference is zero.
 */
import { Component, type ReactNode, type RefObject } from "react";
import { isNearEnd, rowInFocus, topOf } from "./reading-line";

/** `isNewest`: the last row loaded is the last there is; below any other, more comes in that must not push one on. */
type Props = { scrollerRef: RefObject<HTMLElement | null>; isNewest: boolean; children: ReactNode };
type Before = { place: { row: HTMLElement; top: number } | null; hadFocus: boolean };

export class KeepPlace extends Component<Props> {
  override getSnapshotBeforeUpdate(before: Props): Before {
    const scroller = this.props.scrollerRef.current;
    const isAtEnd = !scroller || (before.isNewest && isNearEnd(scroller));
    const row = isAtEnd ? null : rowInFocus(scroller);
    return { place: row && scroller && { row, top: topOf(row, scroller) }, hadFocus: scroller?.contains(document.activeElement) ?? false };
  }

  override componentDidUpdate(_props: Props, _state: object, { place, hadFocus }: Before): void {
    const scroller = this.props.scrollerRef.current;
    if (!scroller) return;
    // The row with the focus was let go: the keyboard stays in the timeline.
    if (hadFocus && !scroller.contains(document.activeElement)) scroller.focus({ preventScroll: true });
    if (!place?.row.isConnected) return;
    const moved = topOf(place.row, scroller) - place.top;
    if (Math.abs(moved) >= 1) scroller.scrollTop += moved;
  }

  override render(): ReactNode {
    return this.props.children;
  }
}
