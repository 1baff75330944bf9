/* Connects interrupting.ts with this tab, its address and the browser. Shows nothing itself. */
import { useEffect, useRef } from "react";
import { useNavigate } from "react-router";
import { natter } from "@/app/natter";
import { locks, onFocus } from "@/app/browser";
import { store } from "@/store/store";
import { chime } from "./chime";
import { interruptionsNow } from "./device-interruptions";
import { createFocusedTab } from "./focused-tab";
import { startInterrupting } from "./interrupting";
import { showSystemNotice } from "./show-system-notice";

const focusedTab = createFocusedTab(locks);
onFocus(focusedTab.set);

export function Interruptions() {
  const navigate = useNavigate();
  const latest = useRef(navigate);
  useEffect(() => {
    latest.current = navigate;
  });

  useEffect(() => {
    const interrupting = startInterrupting({
      store,
      chosen: interruptionsNow,
      isLeading: natter.connection.isLeading,
      isAnyFocused: focusedTab.isThere,
      show: showSystemNotice,
      chime: () => void chime().catch(() => undefined),
      onOpen(conversationId) {
        window.focus();
        void latest.current(`/c/${conversationId}`);
      },
    });
    // Once the page is gone nobody could take it back.
    window.addEventListener("pagehide", interrupting.clear);
    return () => {
      window.removeEventListener("pagehide", interrupting.clear);
      interrupting.stop();
    };
  }, []);

  return null;
}
