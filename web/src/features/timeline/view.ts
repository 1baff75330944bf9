/** What is on this screen right now: decides what counts as read and where the "new" divider stands. Pure. */

export interface Wanted {
  messageNo: number;
}

export interface View {
  /** The conversation on the screen; null for none. */
  conversationId: string | null;
  /** The message that a link asked for, a new object for each time it is followed; null for none. */
  wanted: Wanted | null;
  /** The window is visible and has the focus. */
  isFocused: boolean;
  /** The end of the timeline is on the screen. */
  isAtEnd: boolean;
  /** Read position under which the "new" divider stands; null for none. */
  newAfter: number | null;
}

export const startingView: View = { conversationId: null, wanted: null, isFocused: true, isAtEnd: false, newAfter: null };

/** Whether what arrives in the conversation is seen as it arrives. */
export function isReading(view: View, conversationId: string): boolean {
  return view.conversationId === conversationId && view.isFocused && view.isAtEnd;
}
