/** What is said politely to a screen reader about what one, or somebody else, has just done to a message. */

import { create } from "zustand";

interface Announcement {
  text: string;
  /** Counts up, so that the same words are said again. */
  no: number;
}

export const useAnnouncement = create<Announcement>(() => ({ text: "", no: 0 }));

export function announce(text: string): void {
  useAnnouncement.setState(({ no }) => ({ text, no: no + 1 }));
}
