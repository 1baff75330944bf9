/*
 * The row of one message, as far as one can act on it: a bar on hover and focus, keys while it has the focus, a long press
 * on a phone. What that opens is loaded when it is first wanted.
 */
import { lazy, Suspense, useRef, useState, type FocusEvent, type KeyboardEvent, type ReactNode } from "react";
import { classes } from "@/components/classes";
import { store } from "@/store/store";
import type { ShownMessage } from "@/features/timeline/rows";
import { isEditable } from "@/features/composer/composing";
import { edit, isActable, type Opened, reply } from "./acts";
import { Acting } from "./row-acting";
import { useLongPress } from "./use-long-press";
import { useIsMeant, useRights } from "./use-messages";

const MessageBar = lazy(async () => ({ default: (await import("./MessageBar")).MessageBar }));
const MessageDialogs = lazy(async () => ({ default: (await import("./MessageDialogs")).MessageDialogs }));

type Props = { message: ShownMessage; className: string; children: ReactNode };

export function MessageItem({ message, className, children }: Props) {
  const [isHovered, setHovered] = useState(false);
  const [hasFocus, setFocus] = useState(false);
  const [opened, setOpened] = useState<Opened | null>(null);
  const rowRef = useRef<HTMLLIElement>(null);
  const rights = useRights(message);
  const isMeant = useIsMeant(message);
  const isLive = isEditable(message);
  const longPress = useLongPress(() => isLive && open("actions"));

  function onKeyDown(event: KeyboardEvent): void {
    const isOurs = event.target === event.currentTarget && !event.altKey && !event.ctrlKey && !event.metaKey;
    if (!isOurs || !isLive || event.defaultPrevented) return;
    const act = actOf(event.key);
    if (!act) return;
    event.preventDefault();
    act();
  }

  function actOf(key: string): (() => void) | null {
    if (!isLive) return null;
    if (isActable(message) && (key === "r" || key === "R")) return () => reply(message);
    if (isActable(message) && key === "+") return () => open("reactions");
    if ((key === "e" || key === "E") && rights.mayEdit) return () => edit(message);
    if (key === "Delete" && rights.mayDelete) return () => open("deletion");
    return null;
  }

  const composing = () => store.getState().composing[message.conversation_id];
  const composingBefore = useRef(composing());

  function open(what: Opened): void {
    composingBefore.current = composing();
    setOpened(what);
  }

  const openable = {
    rights,
    opened,
    onOpen: open,
    onClose: (what: Opened) => setOpened((now) => (now === what ? null : now)),
    // What led to the composer leaves the focus to it.
    finalFocus: () => composing() === composingBefore.current && rowRef.current,
  };

  return (
    <li
      ref={rowRef}
      data-roving
      data-message-no={message.message_no ?? undefined}
      tabIndex={-1}
      className={classes("relative touch:select-none touch:[-webkit-touch-callout:none]", isMeant && "bg-accent-tint", className)}
      onKeyDown={onKeyDown}
      onPointerEnter={(event) => event.pointerType === "mouse" && setHovered(true)}
      onPointerLeave={() => setHovered(false)}
      onFocus={(event: FocusEvent<HTMLElement>) => event.currentTarget.contains(event.target) && setFocus(event.target.matches(":focus-visible"))}
      onBlur={(event) => !event.currentTarget.contains(event.relatedTarget) && setFocus(false)}
      {...longPress}
    >
      <Acting value={{ isReachable: hasFocus, open }}>{children}</Acting>
      <Suspense fallback={null}>
        {isLive && (isHovered || hasFocus || opened !== null) && <MessageBar message={message} {...openable} />}
        {opened !== null && isLive && <MessageDialogs message={message} {...openable} />}
      </Suspense>
    </li>
  );
}
