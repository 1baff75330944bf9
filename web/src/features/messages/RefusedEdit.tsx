/* Under a message of mine whose edit was refused: why, and what to do with the text. */
import { CircleAlert } from "lucide-react";
import type { ReactNode } from "react";
import { natter } from "@/app/natter";
import { copy } from "@/components/copying";
import type { PendingEdit } from "./pending-changes";

export function RefusedEdit({ edit, isDeleted }: { edit: PendingEdit; isDeleted: boolean }) {
  const { conversation_id, change_id, message_no, body, failure } = edit;

  function editAgain(): void {
    natter.composer.startEdit(conversation_id, message_no, body);
    natter.messages.forgetEdit(conversation_id, change_id);
  }

  return (
    <div role="alert" className="flex flex-wrap items-center gap-x-2 text-small text-danger-ink">
      <p className="flex items-center gap-1.5">
        <CircleAlert aria-hidden size={14} strokeWidth={2} className="shrink-0" />
        <span>
          <span className="font-medium">Not changed.</span> {failure}
        </span>
      </p>
      <p className="-ms-1 flex items-center touch:-ms-2">
        {!isDeleted && <Choice onChoose={editAgain}>Edit again</Choice>}
        <Choice onChoose={() => void copy(body)}>Copy</Choice>
        <Choice onChoose={() => natter.messages.forgetEdit(conversation_id, change_id)}>Forget</Choice>
      </p>
    </div>
  );
}

function Choice({ onChoose, children }: { onChoose: () => void; children: ReactNode }) {
  return (
    <button type="button" onClick={onChoose} className="rounded-control px-1 font-semibold underline underline-offset-2 touch:min-h-11 touch:px-2">
      {children}
    </button>
  );
}
