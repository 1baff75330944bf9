/* Deleting is asked first: what a message said is gone for everybody. */
import { useState } from "react";
import { natter } from "@/app/natter";
import { Button } from "@/components/Button";
import { Dialog } from "@/components/Dialog";
import { Notice } from "@/components/Notice";
import { saidIn } from "@/features/attachments/attachments";
import { useMyId } from "@/features/session/use-session";
import { t } from "@/i18n/t";
import { messageOf } from "@/lib/api-error";
import type { LoggedMessage } from "./acts";
import { announce } from "./announcements";

type Props = { message: LoggedMessage; authorName: string; onClose: () => void; finalFocus: () => HTMLElement | null | false };

export function DeleteDialog({ message, authorName, onClose, finalFocus }: Props) {
  const isMine = useMyId() === message.actor_id;
  const [isBusy, setBusy] = useState(false);
  const [failure, setFailure] = useState<string | null>(null);

  async function remove(): Promise<void> {
    setBusy(true);
    setFailure(null);
    try {
      await natter.messages.remove(message.conversation_id, message.message_no);
      announce(t("Message deleted"));
      onClose();
    } catch (error) {
      setFailure(messageOf(error));
      setBusy(false);
    }
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
          <Button look="danger" busy={isBusy} onClick={() => void remove()}>
            {t("Delete message")}
          </Button>
        </>
      }
    >
      <blockquote dir="auto" className="line-clamp-3 border-s-2 border-line-strong ps-3 text-small text-muted [overflow-wrap:anywhere]">
        {saidIn(message)}
      </blockquote>
      {failure && (
        <Notice tone="danger" shape="card" role="alert">
          {failure}
        </Notice>
      )}
    </Dialog>
  );
}
