/* Whom to write to: choosing a person opens the one conversation with them. */
import { UsersRound } from "lucide-react";
import { useRef, useState } from "react";
import { useNavigate } from "react-router";
import { natter } from "@/app/natter";
import { Button } from "@/components/Button";
import { Dialog } from "@/components/Dialog";
import { Problem } from "@/components/Problem";
import { PeoplePicker } from "@/features/people/PeoplePicker";
import type { User } from "@/generated/contract";
import { t } from "@/i18n/t";
import { messageOf } from "@/lib/api-error";

type Props = { isOpen: boolean; onClose: () => void; onGroup: () => void };

export function NewDirectDialog({ isOpen, onClose, onGroup }: Props) {
  const navigate = useNavigate();
  const inputRef = useRef<HTMLInputElement>(null);
  const [failure, setFailure] = useState<string | null>(null);

  async function start(person: User): Promise<void> {
    setFailure(null);
    try {
      const conversationId = await natter.conversations.startDirect(person.id);
      await navigate(`/c/${conversationId}`);
    } catch (error) {
      setFailure(messageOf(error));
    }
  }

  return (
    <Dialog
      isOpen={isOpen}
      onClose={onClose}
      title={t("New conversation")}
      sentence={t("Choose who to write to.")}
      initialFocus={inputRef}
      actions={
        <Button look="plain" icon={<UsersRound aria-hidden size={16} strokeWidth={1.75} />} onClick={onGroup}>
          {t("Create a group instead")}
        </Button>
      }
    >
      <Problem>{failure}</Problem>
      <PeoplePicker label={t("To")} inputRef={inputRef} onChoose={(person) => void start(person)} />
    </Dialog>
  );
}
