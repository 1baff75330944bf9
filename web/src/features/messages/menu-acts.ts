/** What a menu or the sheet offers for a message, in their order. Comes with them. */
import { Copy, Link, Pencil, Reply, Trash2, type LucideIcon } from "lucide-react";
import { copy } from "@/components/copying";
import { t } from "@/i18n/t";
import type { ShownMessage } from "@/features/timeline/rows";
import { edit, isActable, reply, type Rights } from "./acts";

export interface Act {
  name: string;
  icon: LucideIcon;
  isDangerous?: boolean;
  onAct: () => void;
}

/** Those that a menu lists. */
export function actsOn(message: ShownMessage, { mayEdit, mayDelete }: Rights, onDelete: () => void): Act[] {
  const address = `${location.origin}/c/${message.conversation_id}?message=${message.message_no}`;
  const acts: (Act | false)[] = [
    isActable(message) && { name: t("Reply"), icon: Reply, onAct: () => reply(message) },
    mayEdit && { name: t("Edit"), icon: Pencil, onAct: () => edit(message) },
    message.body !== "" && { name: t("Copy text"), icon: Copy, onAct: () => void copy(message.body) },
    isActable(message) && { name: t("Copy link"), icon: Link, onAct: () => void copy(address, t("Link copied")) },
    mayDelete && { name: t("Delete"), icon: Trash2, isDangerous: true, onAct: onDelete },
  ];
  return acts.filter((act) => act !== false);
}
