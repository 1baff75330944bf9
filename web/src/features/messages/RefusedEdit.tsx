/* Under a message of mine whose edit was refused: why, and what to do with the text. */
import { natter } from "@/app/natter";
import { copy } from "@/components/copying";
import { Failure } from "@/components/Failure";
import { TextButton } from "@/components/TextButton";
import { t } from "@/i18n/t";
import type { PendingEdit } from "./pending-changes";

export function RefusedEdit({ edit, isDeleted }: { edit: PendingEdit; isDeleted: boolean }) {
  const { conversation_id, change_id, message_no, body, failure } = edit;

  function editAgain(): void {
    natter.composer.startEdit(conversation_id, message_no, body);
    natter.messages.forgetEdit(conversation_id, change_id);
  }

  return (
    <Failure what={t("Not changed.")} why={failure}>
      {!isDeleted && <TextButton onPress={editAgain}>{t("Edit again")}</TextButton>}
      <TextButton onPress={() => void copy(body)}>{t("Copy")}</TextButton>
      <TextButton onPress={() => natter.messages.forgetEdit(conversation_id, change_id)}>{t("Forget")}</TextButton>
    </Failure>
  );
}
