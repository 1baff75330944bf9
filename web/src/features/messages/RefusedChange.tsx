/* Under a message: something that I did to it and the server refused for good, why, and what to do now. It stays until one decides. */
import { natter } from "@/app/natter";
import { copy } from "@/components/copying";
import { Failure } from "@/components/Failure";
import { TextButton } from "@/components/TextButton";
import { t } from "@/i18n/t";
import type { PendingChange } from "./pending-changes";

type Props = { change: PendingChange; isDeleted: boolean };

export function RefusedChange({ change, isDeleted }: Props) {
  if (change.kind === "edit") return <RefusedEdit change={change} body={change.body} isDeleted={isDeleted} />;
  return (
    <Failure what={whatFailed(change)} why={change.failure?.message}>
      {!isDeleted && <TextButton onPress={() => natter.messages.again(change)}>{t("Try again")}</TextButton>}
      <TextButton onPress={() => natter.messages.forget(change)}>{t("Forget")}</TextButton>
    </Failure>
  );
}

function whatFailed(change: PendingChange): string {
  if (change.kind === "deletion") return t("Not deleted.");
  if (change.kind !== "reaction") return t("Not changed.");
  return change.isOn ? t("{emoji} was not added.", { emoji: change.emoji }) : t("{emoji} is still there.", { emoji: change.emoji });
}

/** What it was to say stands there too: two texts, of which one chooses. */
function RefusedEdit({ change, body, isDeleted }: Props & { body: string }) {
  const { conversation_id: id, message_no: messageNo, failure } = change;
  const isConflict = failure?.code === "edited_meanwhile";

  function editAgain(): void {
    if (messageNo !== null) natter.composer.startEdit(id, messageNo, body);
    natter.messages.forget(change);
  }

  return (
    <>
      <Failure what={t("Not changed.")} why={failure?.message}>
        {isConflict && <TextButton onPress={() => natter.messages.again(change)}>{t("Use mine")}</TextButton>}
        {!isDeleted && <TextButton onPress={editAgain}>{t("Edit again")}</TextButton>}
        <TextButton onPress={() => void copy(body)}>{t("Copy")}</TextButton>
        <TextButton onPress={() => natter.messages.forget(change)}>{t("Forget")}</TextButton>
      </Failure>
      <blockquote dir="auto" aria-label={t("What you wrote")} className="line-clamp-6 border-s-2 border-danger ps-3 text-small text-muted whitespace-pre-wrap [overflow-wrap:anywhere]">
        {body}
      </blockquote>
    </>
  );
}
