/* On touch: all that one can do with a message, from below. */
import { SmilePlus } from "lucide-react";
import { useRef, type RefObject } from "react";
import { classes } from "@/components/classes";
import { Dialog } from "@/components/Dialog";
import { saidIn } from "@/features/attachments/attachments";
import { useMyId } from "@/features/session/use-session";
import { t } from "@/i18n/t";
import type { ShownMessage } from "@/features/timeline/rows";
import { isActable, type LoggedMessage, type Opened, type Rights, toggleReaction } from "./acts";
import { nameOf } from "./emoji";
import { frequentEmoji } from "./frequent-emoji";
import { actsOn } from "./menu-acts";
import { hasReacted } from "./message-changes";

type Props = {
  message: ShownMessage;
  rights: Rights;
  authorName: string;
  onOpen: (what: Opened) => void;
  onClose: () => void;
  finalFocus: () => HTMLElement | null | false;
};

export function MessageSheet({ message, rights, authorName, onOpen, onClose, finalFocus }: Props) {
  const myId = useMyId();
  const firstRef = useRef<HTMLDivElement>(null);
  /** The finger that opened the sheet lifts on top of it, which some browsers take for a press of what is there. */
  const isTouchedAnew = useRef(false);
  const acts = actsOn(message, rights, () => onOpen("deletion"));
  const title = message.actor_id === myId ? t("Your message") : authorName;
  return (
    <Dialog isOpen onClose={onClose} title={title} sentence={<span className="line-clamp-2">{saidIn(message)}</span>} width="narrow" initialFocus={firstRef} finalFocus={finalFocus}>
      <div
        className="flex flex-col gap-4"
        onPointerDownCapture={() => {
          isTouchedAnew.current = true;
        }}
        onClickCapture={(event) => {
          // Keys and assistive technology press without touching: detail is 0.
          if (!isTouchedAnew.current && event.detail !== 0) event.stopPropagation();
        }}
      >
        {isActable(message) && <Reacting message={message} firstRef={firstRef} onOpen={onOpen} onClose={onClose} />}
        <ul className="-mx-3 flex flex-col pb-2">
          {acts.map((act) => (
            <li key={act.name} className={classes(act.isDangerous && "mt-1 border-t border-line pt-1")}>
              <button
                type="button"
                onClick={() => {
                  onClose();
                  act.onAct();
                }}
                className={classes("flex h-12 w-full items-center gap-4 rounded-control px-3 text-start text-body active:bg-active", act.isDangerous && "text-danger-ink")}
              >
                <act.icon aria-hidden size={20} strokeWidth={1.75} className={act.isDangerous ? undefined : "text-muted"} />
                {act.name}
              </button>
            </li>
          ))}
        </ul>
      </div>
    </Dialog>
  );
}

function Reacting({ message, firstRef, onOpen, onClose }: Pick<Props, "onOpen" | "onClose"> & { message: LoggedMessage; firstRef: RefObject<HTMLDivElement | null> }) {
  const myId = useMyId();
  return (
    <div ref={firstRef} tabIndex={-1} className="flex justify-between gap-1 outline-none narrow:-mx-2" role="group" aria-label={t("React")}>
      {frequentEmoji(localStorage, 5).map((emoji) => {
        const isOn = hasReacted(message, emoji, myId);
        return (
          <button
            key={emoji}
            type="button"
            aria-label={t("React with {emoji}", { emoji: nameOf(emoji) })}
            aria-pressed={isOn}
            onClick={() => {
              onClose();
              toggleReaction(message, emoji, myId);
            }}
            className={classes("grid aspect-square w-12 min-w-11 place-items-center rounded-full text-[1.5rem] leading-none", isOn ? "bg-accent-tint inset-ring inset-ring-accent" : "bg-hover")}
          >
            {emoji}
          </button>
        );
      })}
      <button type="button" aria-label={t("More emoji")} onClick={() => onOpen("reactions")} className="grid aspect-square w-12 min-w-11 place-items-center rounded-full bg-hover text-muted">
        <SmilePlus aria-hidden size={22} strokeWidth={1.75} />
      </button>
    </div>
  );
}
