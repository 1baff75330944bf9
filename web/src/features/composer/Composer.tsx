/*
 * Where one writes: grows with the text up to 40 % of the window, keeps the draft, tells when the limit is near. Answers a
 * message, or edits one of mine while the draft waits.
 */
import { ArrowUp, Check } from "lucide-react";
import { lazy, Suspense, useEffect, useId, useLayoutEffect, useRef, useState, type KeyboardEvent } from "react";
import { natter } from "@/app/natter";
import { classes } from "@/components/classes";
import { useMedia } from "@/components/use-media";
import { chosenIn } from "@/features/attachments/uploads";
import { t } from "@/i18n/t";
import { useStore } from "@/store/store";
import type { Composing } from "./composing";
import type { MentionAria, MentionKeys } from "./MentionList";
import { useComposing } from "./use-composing";
import { bodyLimit, lengthOf, useDraft } from "./use-draft";

const AttachTools = lazy(async () => ({ default: (await import("@/features/attachments/AttachTools")).AttachTools }));
const UploadTray = lazy(async () => ({ default: (await import("@/features/attachments/UploadTray")).UploadTray }));
const ComposingBar = lazy(async () => ({ default: (await import("./ComposingBar")).ComposingBar }));
/** Comes with the first @. */
const MentionList = lazy(async () => ({ default: (await import("./MentionList")).MentionList }));

/** From here on the writer is told how much is left. */
const NEAR_LIMIT = 300;

export function Composer({ conversationId, title }: { conversationId: string; title: string }) {
  const id = useId();
  const fieldRef = useRef<HTMLTextAreaElement>(null);
  const [draft, setDraft] = useDraft(conversationId);
  const composing = useComposing(conversationId);
  const { edit, replyTo } = composing;
  const mentionsRef = useRef<MentionKeys>(null);
  const [mentionAria, setMentionAria] = useState<MentionAria | null>(null);
  const text = edit ? edit.text : draft;
  const left = bodyLimit - lengthOf(text);
  const hasFiles = useStore(({ uploads }) => chosenIn(uploads, conversationId).length > 0) && !edit;
  const isSendable = (text.trim() !== "" || hasFiles) && left >= 0;
  const name = edit ? t("Edit your message") : t("Message {title}", { title });
  const isNearLimit = left <= NEAR_LIMIT;
  useHeightOfContent(fieldRef, text);
  useFocusOnOpen(fieldRef);
  useFocusOnComposing(fieldRef, composing);

  function write(next: string): void {
    if (edit) return natter.composer.setEditText(conversationId, next);
    setDraft(next);
    if (next.trim() !== "") natter.composer.typing(conversationId);
  }

  function submit(): void {
    fieldRef.current?.focus();
    if (!isSendable) return;
    if (!edit) return natter.composer.send(conversationId, text, replyTo);
    natter.messages.edit(conversationId, edit.message, text);
    natter.composer.stopEdit(conversationId);
  }

  function cancel(): void {
    if (edit) natter.composer.stopEdit(conversationId);
    else natter.composer.replyTo(conversationId, null);
    fieldRef.current?.focus();
  }

  function onKeyDown(event: KeyboardEvent): void {
    if (event.nativeEvent.isComposing) return;
    if (mentionsRef.current?.take(event)) {
      event.preventDefault();
      return event.stopPropagation();
    }
    const isPlain = !event.shiftKey && !event.altKey && !event.ctrlKey && !event.metaKey;
    if (event.key === "Enter" && !event.shiftKey) submit();
    else if (event.key === "Escape" && (edit || replyTo !== null)) cancel();
    else if (event.key !== "ArrowUp" || !isPlain || text !== "" || edit || !natter.composer.editLast(conversationId)) return;
    event.preventDefault();
    event.stopPropagation();
  }

  return (
    <form
      className="shrink-0 px-4 pb-[calc(var(--safe-bottom)+1rem)] phone:px-2 phone:pb-[calc(var(--safe-bottom)+0.5rem)]"
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <div
        className={classes(
          "relative mx-auto max-w-(--content-width) rounded-card border bg-raised p-1 transition-colors forced-field",
          left < 0 ? "border-danger" : "border-line-strong has-[textarea:focus]:border-focus",
        )}
      >
        <Suspense fallback={null}>
          {text.includes("@") && <MentionList ref={mentionsRef} conversationId={conversationId} fieldRef={fieldRef} text={text} onWrite={write} onShown={setMentionAria} />}
          {edit ? (
            <ComposingBar id={`${id}-bar`} conversationId={conversationId} kind="edit" onCancel={cancel} />
          ) : (
            replyTo !== null && <ComposingBar id={`${id}-bar`} conversationId={conversationId} messageNo={replyTo} kind="reply" onCancel={cancel} />
          )}
          {hasFiles && <UploadTray conversationId={conversationId} />}
        </Suspense>
        <div className="flex items-end gap-1">
          <textarea
            ref={fieldRef}
            id={id}
            rows={1}
            // Empty, it runs as the page does: so does what it says of itself.
            dir={text === "" ? undefined : "auto"}
            enterKeyHint="send"
            aria-label={name}
            placeholder={name}
            aria-invalid={left < 0 || undefined}
            aria-describedby={classes((edit || replyTo !== null) && `${id}-bar`, isNearLimit && `${id}-limit`) || undefined}
            {...mentionAria}
            value={text}
            onChange={(event) => write(event.target.value)}
            onKeyDown={onKeyDown}
            className="block max-h-[calc(var(--visible-height)*0.4)] min-h-9 min-w-0 flex-1 resize-none bg-transparent px-2 py-[calc((2.25rem-var(--size-body)*var(--line-body))/2)] text-body outline-none placeholder:truncate touch:min-h-11 touch:py-2.5 touch:text-[1rem]"
          />
          {/* Stands before the field and follows it for the keyboard: one step back from the field are the messages. */}
          {!edit && (
            <Suspense fallback={<span className="order-first size-9 touch:size-11" />}>
              <AttachTools conversationId={conversationId} />
            </Suspense>
          )}
          {isNearLimit && (
            <span
              id={`${id}-limit`}
              role="status"
              className={classes("absolute end-0 bottom-full mb-1 rounded-full bg-bg px-2 text-caption tabular", left < 0 ? "font-semibold text-danger-ink" : "text-muted")}
            >
              {left < 0 ? t("{count, plural, one {# too many} other {# too many}}", { count: -left }) : t("{count, plural, one {# left} other {# left}}", { count: left })}
            </span>
          )}
          <button
            type="submit"
            aria-label={edit ? t("Save") : t("Send")}
            aria-disabled={!isSendable}
            className={classes(
              "grid size-9 shrink-0 place-items-center rounded-control transition-colors touch:size-11",
              isSendable ? "bg-accent text-on-accent hover:bg-accent-hover" : "cursor-default text-faint",
            )}
          >
            {edit ? <Check aria-hidden size={20} strokeWidth={2} /> : <ArrowUp aria-hidden size={20} strokeWidth={2} />}
          </button>
        </div>
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

/** Whoever chooses to reply or to edit goes on writing: at the end of what is there. */
function useFocusOnComposing(fieldRef: React.RefObject<HTMLTextAreaElement | null>, { edit, replyTo }: Composing): void {
  const editNo = edit?.message ?? null;
  const before = useRef({ editNo, replyTo });
  useEffect(() => {
    const was = before.current;
    before.current = { editNo, replyTo };
    const hasBegun = (editNo !== null && editNo !== was.editNo) || (replyTo !== null && replyTo !== was.replyTo);
    const field = fieldRef.current;
    if (!hasBegun || !field) return;
    const go = () => {
      field.focus();
      field.setSelectionRange(field.value.length, field.value.length);
    };
    go();
    // A dialog that led here holds the focus until it is gone.
    const frame = requestAnimationFrame(() => document.activeElement !== field && go());
    return () => cancelAnimationFrame(frame);
  }, [fieldRef, editNo, replyTo]);
}
