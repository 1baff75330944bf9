/* Tells once that a newer build is ready; it stays until it is answered. Whoever is in the settings reads it there. */
import { useEffect, useRef } from "react";
import { useMatch } from "react-router";
import { hideToast, showToast } from "@/components/toasts";
import { t } from "@/i18n/t";
import { updates, useIsUpdateReady } from "./use-update";

const SOURCE = "update";

export function UpdateToast() {
  const isReady = useIsUpdateReady();
  const isInSettings = useMatch("/you") !== null;
  const isTold = useRef(false);
  useEffect(() => {
    if (!isReady) return;
    if (isInSettings) hideToast(SOURCE);
    else if (!isTold.current) showToast(SOURCE, t("A new version is ready"), t("Your drafts are kept."), { stays: true, actionLabel: t("Reload"), onOpen: updates.change });
    isTold.current = true;
  }, [isReady, isInSettings]);
  return null;
}
