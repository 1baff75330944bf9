/* What a message opens over the page: on touch its actions and the choice of an emoji, anywhere the question before it is deleted. */
import { Dialog } from "@/components/Dialog";
import { useMedia } from "@/components/use-media";
import { usePerson } from "@/features/people/use-people";
import { useMyId } from "@/features/session/use-session";
import { t } from "@/i18n/t";
import { isActable, toggleReaction } from "./acts";
import { DeleteDialog } from "./DeleteDialog";
import type { OpenableProps } from "./MessageBar";
import { MessageSheet } from "./MessageSheet";
import { ReactionPicker } from "./ReactionPicker";

export function MessageDialogs({ message, rights, opened, onOpen, onClose, finalFocus }: OpenableProps) {
  const myId = useMyId();
  const hasTouch = useMedia("(pointer: coarse)");
  const author = usePerson(message.actor_id);
  return (
    <>
      {hasTouch && opened === "actions" && <MessageSheet message={message} rights={rights} authorName={author?.display_name ?? ""} onOpen={onOpen} onClose={() => onClose("actions")} finalFocus={finalFocus} />}
      {hasTouch && opened === "reactions" && isActable(message) && (
        <Dialog isOpen onClose={() => onClose("reactions")} title={t("React")} width="narrow" finalFocus={finalFocus}>
          <ReactionPicker
            onChoose={(emoji) => {
              onClose("reactions");
              toggleReaction(message, emoji, myId);
            }}
          />
        </Dialog>
      )}
      {opened === "deletion" && <DeleteDialog message={message} authorName={author?.display_name ?? ""} onClose={() => onClose("deletion")} finalFocus={finalFocus} />}
    </>
  );
}
