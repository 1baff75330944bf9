/* What one can do about a message that was not sent. The text is kept until one of these is chosen. */
import { natter } from "@/app/natter";
import { copy } from "@/components/copying";
import { Failure } from "@/components/Failure";
import { TextButton } from "@/components/TextButton";
import { t } from "@/i18n/t";
import type { ShownMessage } from "./rows";

export function FailedSend({ message }: { message: ShownMessage }) {
  const { conversation_id, client_message_id, body, failure } = message;

  return (
    <Failure what={t("Not sent.")} why={failure}>
      <TextButton onPress={() => natter.composer.retry(conversation_id, client_message_id)}>{t("Retry")}</TextButton>
      {body && <TextButton onPress={() => void copy(body)}>{t("Copy")}</TextButton>}
      <TextButton onPress={() => natter.composer.discard(conversation_id, client_message_id)}>{t("Delete")}</TextButton>
    </Failure>
  );
}
