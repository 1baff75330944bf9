/** What one reads in each conversation while its end is not on the screen: one comes back to it. Pure. */

import type { Conversation } from "@/generated/contract";
import { unreadOf } from "@/features/conversations/conversations";

/** The uppermost message on the screen. */
export interface Place {
  messageNo: number;
  /** How far its top is below the upper edge of the screen, in px; negative when it begins above. */
  top: number;
}

export interface KeptPlace extends Place {
  /** Unread messages were there while one read: one was on the way through them. */
  hadUnread: boolean;
}

/** By conversation_id; none: the end was on the screen. */
export type Places = Record<string, KeptPlace>;

/** `place` is null at the end of the timeline. */
export function withPlace(places: Places, conversation: Conversation, place: Place | null): Places {
  const { [conversation.id]: known, ...others } = places;
  if (!place) return known ? others : places;
  const hadUnread = unreadOf(conversation) > 0;
  if (known && known.messageNo === place.messageNo && known.top === place.top && known.hadUnread === hadUnread) return places;
  return { ...others, [conversation.id]: { ...place, hadUnread } };
}

/** Where to go on reading; null: at the end, or where the unread messages begin that have come since. */
export function placeToReturnTo(places: Places, conversation: Conversation): Place | null {
  const place = places[conversation.id];
  return place && (place.hadUnread || unreadOf(conversation) === 0) ? { messageNo: place.messageNo, top: place.top } : null;
}
