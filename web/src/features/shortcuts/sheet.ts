/** What every shortcut does, for the sheet (ShortcutSheet.tsx): those of SHORTCUTS, and keys that parts of the page answer by themselves. */

import { t } from "@/i18n/t";
import { type Chord, SHORTCUTS } from "./chords";

export interface SheetSection {
  title: string;
  shortcuts: { chord: Chord; does: string }[];
}

export function sheet(): SheetSection[] {
  return [
    {
      title: t("Going places"),
      shortcuts: [
        { chord: SHORTCUTS.switch, does: t("Go to a conversation, person or message") },
        { chord: SHORTCUTS.find, does: t("Search in this conversation") },
        { chord: SHORTCUTS.next, does: t("Next conversation") },
        { chord: SHORTCUTS.previous, does: t("Previous conversation") },
        { chord: SHORTCUTS.nextUnread, does: t("Next unread conversation") },
        { chord: SHORTCUTS.previousUnread, does: t("Previous unread conversation") },
        { chord: SHORTCUTS.markUnread, does: t("Mark the conversation as unread, and leave it") },
      ],
    },
    {
      title: t("Anywhere"),
      shortcuts: [
        { chord: SHORTCUTS.back, does: t("Close what is open, then go to the message field") },
        { chord: SHORTCUTS.help, does: t("Show these shortcuts") },
      ],
    },
    {
      title: t("While writing"),
      shortcuts: [
        { chord: { key: "Enter" }, does: t("Send") },
        { chord: { key: "Enter", shift: true }, does: t("New line") },
      ],
    },
    {
      title: t("In a list"),
      shortcuts: [
        { chord: { key: "ArrowDown" }, does: t("Next message or row") },
        { chord: { key: "ArrowUp" }, does: t("Message or row before") },
        { chord: { key: "Home" }, does: t("First of the list") },
        { chord: { key: "End" }, does: t("Last of the list") },
      ],
    },
    {
      title: t("On a message"),
      shortcuts: [
        { chord: { key: "r" }, does: t("Reply") },
        { chord: { key: "e" }, does: t("Edit, when it is yours") },
        { chord: { key: "+" }, does: t("React") },
        { chord: { key: "Delete" }, does: t("Delete") },
      ],
    },
  ];
}
