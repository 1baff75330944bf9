/* Leaving a group is asked first: coming back needs somebody else. */
import { useState } from "react";
import { useNavigate } from "react-router";
import { natter } from "@/app/natter";
import { Button } from "@/components/Button";
import { Dialog } from "@/components/Dialog";
import { Problem } from "@/components/Problem";
import type { ConversationView } from "@/features/conversations/use-conversations";
import { t } from "@/i18n/t";
import { messageOf } from "@/lib/api-error";

type Props = { view: ConversationView; isOpen: boolean; onClose: () => void };

export function LeaveDialog({ view, isOpen, onClose }: Props) {
  const navigate = useNavigate();
  const [isBusy, setBusy] = useState(false);
  const [failure, setFailure] = useState<string | null>(null);

  async function leave(): Promise<void> {
    setBusy(true);
    setFailure(null);
    try {
      await natter.conversations.leave(view.conversation.id);
      await navigate("/");
    } catch (error) {
      setFailure(messageOf(error));
      setBusy(false);
    }
  }

  return (
    <Dialog
      isOpen={isOpen}
      onClose={onClose}
      title={t("Leave this group?")}
      sentence={t("You will no longer see “{title}”. To come back, a member has to add you.", { title: view.title })}
      width="narrow"
      actions={
        <>
          <Button onClick={onClose}>{t("Stay")}</Button>
          <Button look="danger" busy={isBusy} onClick={() => void leave()}>
            {t("Leave group")}
          </Button>
        </>
      }
    >
      <Problem>{failure}</Problem>
    </Dialog>
  );
}
