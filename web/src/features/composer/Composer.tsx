/* Where one writes: grows with the text up to 40 % of the window, keeps the draft, tells when the limit is near. */
import { ArrowUp } from "lucide-react";
import { useEffect, useId, useLayoutEffect, useRef, type KeyboardEvent } from "react";
import { natter } from "@/app/natter";
import { classes } from "@/components/classes";
import { useMedia } from "@/components/use-media";
import { bodyLimit, lengthOf, useDraft } from "./use-draft";

/** From here on the writer is told how much is left. */
const NEAR_LIMIT = 300;

export function Composer({ conversationId, title }: { conversationId: string; title: string }) {
  const id = useId();
  const fieldRef = useRef<HTMLTextAreaElement>(null);
  const [text, setText] = useDraft(conversationId);
  const left = bodyLimit - lengthOf(text);
  const isSendable = text.trim() !== "" && left >= 0;
  useHeightOfContent(fieldRef, text);
  useFocusOnOpen(fieldRef);

  function send(): void {
    if (!isSendable) return;
    natter.composer.send(conversationId, text);
    fieldRef.current?.focus();
  }

  function onKeyDown(event: KeyboardEvent): void {
    if (event.key !== "Enter" || event.shiftKey || event.nativeEvent.isComposing) return;
    event.preventDefault();
    send();
  }

  return (
    <form
      className="shrink-0 px-4 pb-[calc(env(safe-area-inset-bottom)+1rem)] phone:px-2 phone:pb-[calc(env(safe-area-inset-bottom)+0.5rem)]"
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      <div
        className={classes(
          "relative mx-auto flex max-w-(--content-width) items-end gap-1 rounded-card border bg-raised p-1 transition-colors",
          left < 0 ? "border-danger" : "border-line-strong has-[textarea:focus]:border-focus",
        )}
      >
        <textarea
          ref={fieldRef}
          id={id}
          rows={1}
          dir="auto"
          enterKeyHint="send"
          aria-label={`Message ${title}`}
          placeholder={`Message ${title}`}
          aria-invalid={left < 0 || undefined}
          aria-describedby={left <= NEAR_LIMIT ? `${id}-limit` : undefined}
          value={text}
          onChange={(event) => {
            setText(event.target.value);
            if (event.target.value.trim() !== "") natter.composer.typing(conversationId);
          }}
          onKeyDown={onKeyDown}
          className="block max-h-[40dvh] min-h-9 min-w-0 flex-1 resize-none bg-transparent px-3 py-[0.4rem] text-body outline-none placeholder:truncate touch:min-h-11 touch:py-2.5 touch:text-[1rem]"
        />
        {left <= NEAR_LIMIT && (
          <span
            id={`${id}-limit`}
            role="status"
            className={classes("absolute end-0 bottom-full mb-1 rounded-full bg-bg px-2 text-caption tabular", left < 0 ? "font-semibold text-danger-ink" : "text-muted")}
          >
            {left < 0 ? `${-left} too many` : `${left} left`}
          </span>
        )}
        <button
          type="submit"
          aria-label="Send"
          aria-disabled={!isSendable}
          className={classes(
            "grid size-9 shrink-0 place-items-center rounded-control transition-colors touch:size-11",
            isSendable ? "bg-accent text-on-accent hover:bg-accent-hover" : "cursor-default text-faint",
          )}
        >
          <ArrowUp aria-hidden size={20} strokeWidth={2} />
        </button>
      </div>
    </form>
  );
}

function useHeightOfContent(fieldRef: React.RefObject<HTMLTextAreaElement | null>, text: string): void {
  useLayoutEffect(() => {
    const field = fieldRef.current;
    if (!field) return;
    field.style.height = "auto";
    field.style.height = `${field.scrollHeight}px`;
  }, [fieldRef, text]);
}

/** With a keyboard at hand one can write at once; on a phone the keyboard would jump up unasked. */
function useFocusOnOpen(fieldRef: React.RefObject<HTMLTextAreaElement | null>): void {
  const hasTouch = useMedia("(pointer: coarse)");
  useEffect(() => {
    if (!hasTouch) fieldRef.current?.focus({ preventScroll: true });
  }, [fieldRef, hasTouch]);
}
