/* What one does most with a message, at its upper corner: three emoji, the choice of another, reply, more. Not for touch. */
import { Popover } from "@base-ui/react/popover";
import { Ellipsis, Reply, SmilePlus } from "lucide-react";
import { useState } from "react";
import { classes } from "@/components/classes";
import { IconButton } from "@/components/IconButton";
import { Menu, MenuItem, MenuLine } from "@/components/Menu";
import { Tooltip } from "@/components/Tooltip";
import { useMedia } from "@/components/use-media";
import { useMyId } from "@/features/session/use-session";
import { t } from "@/i18n/t";
import type { ShownMessage } from "@/features/timeline/rows";
import { isActable, type LoggedMessage, type Opened, reply, type Rights, toggleReaction } from "./acts";
import { nameOf } from "./emoji";
import { frequentEmoji } from "./frequent-emoji";
import { type Act, actsOn } from "./menu-acts";
import { hasReacted } from "./message-changes";
import { ReactionPicker } from "./ReactionPicker";

export type OpenableProps = {
  message: ShownMessage;
  rights: Rights;
  opened: Opened | null;
  onOpen: (what: Opened) => void;
  /** Does nothing when something else is open by now. */
  onClose: (what: Opened) => void;
  /** Where the keyboard goes on when what was open closes. */
  finalFocus: () => HTMLElement | null | false;
};

export function MessageBar({ message, rights, opened, onOpen, onClose, finalFocus }: OpenableProps) {
  const hasTouch = useMedia("(pointer: coarse)");
  if (hasTouch) return null;
  const acts = actsOn(message, rights, () => onOpen("deletion")).filter((act) => act.icon !== Reply);
  return (
    <div className="absolute -top-4 end-3 z-20 flex rounded-card bg-raised p-0.5 shadow-menu forced-edge">
      {isActable(message) && <Reacting message={message} opened={opened} onOpen={onOpen} onClose={onClose} finalFocus={finalFocus} />}
      <Menu
        trigger={<IconButton icon={Ellipsis} label={t("More")} tooltipSide="top" />}
        isOpen={opened === "actions"}
        onOpenChange={(isOpen) => (isOpen ? onOpen("actions") : onClose("actions"))}
        finalFocus={finalFocus}
      >
        {acts.map((act) => (
          <MessageMenuItem key={act.name} act={act} />
        ))}
      </Menu>
    </div>
  );
}

function MessageMenuItem({ act }: { act: Act }) {
  return (
    <>
      {act.isDangerous && <MenuLine />}
      <MenuItem icon={act.icon} tone={act.isDangerous ? "danger" : "plain"} onSelect={act.onAct}>
        {act.name}
      </MenuItem>
    </>
  );
}

/** For what is in the log. */
function Reacting({ message, opened, onOpen, onClose, finalFocus }: Omit<OpenableProps, "rights" | "message"> & { message: LoggedMessage }) {
  const myId = useMyId();
  // They stand still while one looks at them.
  const [frequent] = useState(() => frequentEmoji(localStorage, 3));
  return (
    <>
      {frequent.map((emoji) => {
        const isOn = hasReacted(message, emoji, myId);
        return (
          <Tooltip key={emoji} label={nameOf(emoji)} side="top">
            <button
              type="button"
              aria-label={t("React with {emoji}", { emoji: nameOf(emoji) })}
              aria-pressed={isOn}
              onClick={() => toggleReaction(message, emoji, myId)}
              className={classes("grid size-8 place-items-center rounded-control text-title leading-none transition-colors hover:bg-hover active:bg-active", isOn && "bg-accent-tint")}
            >
              {emoji}
            </button>
          </Tooltip>
        );
      })}
      <Popover.Root open={opened === "reactions"} onOpenChange={(isOpen) => (isOpen ? onOpen("reactions") : onClose("reactions"))}>
        <Popover.Trigger render={<IconButton icon={SmilePlus} label={t("React")} tooltipSide="top" aria-keyshortcuts="+" />} />
        <Popover.Portal>
          <Popover.Positioner side="top" align="end" sideOffset={6} collisionPadding={8} className="z-50 outline-none">
            <Popover.Popup aria-label={t("React")} finalFocus={finalFocus} className="floating rounded-card bg-raised text-ink shadow-menu outline-none forced-edge">
              <ReactionPicker
                onChoose={(emoji) => {
                  onClose("reactions");
                  toggleReaction(message, emoji, myId);
                }}
              />
            </Popover.Popup>
          </Popover.Positioner>
        </Popover.Portal>
      </Popover.Root>
      <IconButton icon={Reply} label={t("Reply")} tooltipSide="top" aria-keyshortcuts="R" onClick={() => reply(message)} />
    </>
  );
}
