/* What floats above every screen: labels, toasts, dialogs that the address names, and the keys that open them. Arrives after the first paint. */
import { lazy, Suspense, useEffect, useState } from "react";
import { useMatch } from "react-router";
import { Toasts } from "@/components/Toasts";
import { Tooltips } from "@/components/Tooltips";
import { useOpenPicture } from "@/features/attachments/use-open-picture";
import { NewConversation } from "@/features/conversations/NewConversation";
import { Interruptions } from "@/features/notifications/Interruptions";
import { NotificationToasts } from "@/features/notifications/NotificationToasts";
import { useShortcuts } from "@/features/shortcuts/use-shortcuts";
import { fetchNextParts } from "./next-parts";
import { UpdateToast } from "./UpdateToast";
import { useOverlay } from "./use-overlay";

const Switcher = lazy(async () => ({ default: (await import("@/features/switcher/Switcher")).Switcher }));
const Lightbox = lazy(async () => ({ default: (await import("@/features/attachments/Lightbox")).Lightbox }));
const InviteDialog = lazy(async () => ({ default: (await import("@/features/invites/InviteDialog")).InviteDialog }));
const ShortcutSheet = lazy(async () => ({ default: (await import("@/features/shortcuts/ShortcutSheet")).ShortcutSheet }));

export function Overlays() {
  const { overlay, show, close } = useOverlay();
  const { pictureId } = useOpenPicture();
  const openId = useMatch("/c/:conversationId/*")?.params["conversationId"];
  useShortcuts(show);
  useEffect(() => fetchNextParts(), []);
  return (
    <>
      <Tooltips />
      <Toasts />
      <NotificationToasts />
      <Interruptions />
      <UpdateToast />
      <NewConversation />
      <Suspense fallback={null}>
        <Once wanted={overlay === "switcher"}>{(isOpen) => <Switcher isOpen={isOpen} onClose={close} />}</Once>
        <Once wanted={pictureId !== null}>{() => <Lightbox />}</Once>
        <Once wanted={overlay === "shortcuts"}>{(isOpen) => <ShortcutSheet isOpen={isOpen} onClose={close} />}</Once>
        {openId && <Once wanted={overlay === "invite"}>{(isOpen) => <InviteDialog conversationId={openId} isOpen={isOpen} onClose={close} />}</Once>}
      </Suspense>
    </>
  );
}

/** From the first time that it is wanted it stays, so that its closing can be seen and the focus comes back. */
function Once({ wanted, children }: { wanted: boolean; children: (isOpen: boolean) => React.ReactNode }) {
  const [wasWanted, setWasWanted] = useState(wanted);
  if (wanted && !wasWanted) setWasWanted(true);
  return wanted || wasWanted ? children(wanted) : null;
}
