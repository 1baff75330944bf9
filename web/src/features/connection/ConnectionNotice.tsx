/* A thin line when the connection has been in trouble for more than a moment. Calm: nothing is lost meanwhile, and nothing moves. */
import { CloudOff, WifiOff } from "lucide-react";
import { natter } from "@/app/natter";
import { classes } from "@/components/classes";
import { Notice } from "@/components/Notice";
import { Spinner } from "@/components/Spinner";
import { type Message, msg, t } from "@/i18n/t";
import type { ConnectionStatus } from "./connection";
import { useConnectionNotice } from "./use-connection";

const WORDS: Record<Exclude<ConnectionStatus, "online">, Message> = {
  connecting: msg("Connecting"),
  reconnecting: msg("Reconnecting. Your messages are kept."),
  offline: msg("You are offline. Messages are kept and sent later."),
  refused: msg("The connection was closed by the server."),
};

type Props = {
  /** Where it stands. Below what hangs from the top of a page, which a line above would push down: above the bottom bar, or at the window's lower edge. */
  edge?: "header" | "bar" | "window";
};

export function ConnectionNotice({ edge = "header" }: Props) {
  const connection = useConnectionNotice();
  if (!connection) return null;
  const isWaiting = connection.status === "connecting" || connection.status === "reconnecting";
  const Icon = connection.status === "offline" ? WifiOff : CloudOff;
  const notice = (
    <Notice tone="warning" icon={isWaiting ? <Spinner size={14} /> : <Icon aria-hidden size={14} strokeWidth={2} className="shrink-0" />}>
      {connection.status !== "online" && t(WORDS[connection.status])}{" "}
      {connection.status !== "offline" && connection.status !== "connecting" && (
        <button type="button" className="rounded-control font-semibold underline underline-offset-2" onClick={() => natter.connection.reconnect()}>
          {t("Try now")}
        </button>
      )}
    </Notice>
  );
  if (edge === "header") return notice;
  return <div className={classes("mt-auto shrink-0 bg-warning-tint", edge === "window" && "pb-[env(safe-area-inset-bottom)]")}>{notice}</div>;
}
