/* Deleting is asked first: what a message said is gone for everybody. */
import { natter } from "@/app/natter";
import { Button } from "@/components/Button";
import { Dialog } from "@/components/Dialog";
import { saidIn } from "@/features/attachments/attachments";
import { useMyId } from "@/features/session/use-session";
import { t } from "@/i18n/t";
import type { ShownMessage } from "@/features/timeline/rows";
import { announce } from "./announcements";
import { refOf } from "./pending-changes";

type Props = { message: ShownMessage; authorName: string; onClose: () => void; finalFocus: () => HTMLElement | null | false };

export function DeleteDialog({ message, authorName, onClose, finalFocus }: Props) {
  const isMine = useMyId() === message.actor_id;

  function remove(): void {
    natter.messages.remove(message.conversation_id, refOf(message));
    announce(t("Message deleted"));
    onClose();
  }

  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={isMine ? t("Delete this message?") : t("Delete the message of {name}?", { name: authorName })}
      sentence={t("Nobody will be able to read it any more. That it was there stays visible.")}
      width="narrow"
      finalFocus={finalFocus}
      actions={
        <>
          <Button onClick={onClose}>{t("Keep")}</Button>
          <Button look="danger" onClick={remove}>
            {t("Delete message")}
          </Button>
        </>
      }
    >
      <blockquote dir="auto" className="line-clamp-3 border-s-2 border-line-strong ps-3 text-small text-muted [overflow-wrap:anywhere]">
        {saidIn(message)}
      </blockquote>
    </Dialog>
  );
}
