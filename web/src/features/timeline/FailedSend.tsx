/* What one can do about a message that was not sent. The text is kept until one of these is chosen. */
import { CircleAlert } from "lucide-react";
import type { ReactNode } from "react";
import { natter } from "@/app/natter";
import { copy } from "@/components/copying";
import type { ShownMessage } from "./rows";

export function FailedSend({ message }: { message: ShownMessage }) {
  const { conversation_id, client_message_id, body, failure } = message;

  return (
    <div role="alert" className="flex flex-wrap items-center gap-x-2 text-small text-danger-ink">
      <p className="flex items-center gap-1.5">
        <CircleAlert aria-hidden size={14} strokeWidth={2} className="shrink-0" />
        <span>
          <span className="font-medium">Not sent.</span> {failure}
        </span>
      </p>
      <p className="-ms-1 flex items-center touch:-ms-2">
      <Act onAct={() => natter.composer.retry(conversation_id, client_message_id)}>Retry</Act>
      <span aria-hidden>·</span>
      {body && (
        <>
          <Act onAct={() => void copy(body)}>Copy</Act>
          <span aria-hidden>·</span>
        </>
      )}
      <Act onAct={() => natter.composer.discard(conversation_id, client_message_id)}>Delete</Act>
      </p>
    </div>
  );
}

function Act({ onAct, children }: { onAct: () => void; children: ReactNode }) {
  return (
    <button type="button" onClick={onAct} className="rounded-control px-1 font-semibold underline underline-offset-2 touch:min-h-11 touch:px-2">
      {children}
    </button>
  );
}
