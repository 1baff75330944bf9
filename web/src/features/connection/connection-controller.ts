/** The socket's life in the store: its status, and the wake-up calls of the browser. */

import type { IncomingFrame } from "@/generated/contract";
import type { Socket } from "@/lib/socket";
import type { Store } from "@/store/store";
import { connectionChanged, type ConnectionStatus } from "./connection";

export interface ConnectionController {
  onStatus(status: "online" | "reconnecting" | "refused", retryAt: number | null): void;
  /** Whether the frame went out. */
  send(frame: IncomingFrame): boolean;
  reconnect(): void;
}

export interface Browser {
  isOnline(): boolean;
  on(type: "online" | "offline" | "visible" | "leaving", listener: () => void): void;
}

export function createConnection(store: Store, socket: () => Socket | null, browser: Browser): ConnectionController {
  function change(status: ConnectionStatus, retryAt: number | null): void {
    store.setState(({ connection }) => ({ connection: connectionChanged(connection, status, Date.now(), retryAt) }));
  }

  browser.on("offline", () => {
    const live = socket();
    if (!live) return;
    change("offline", null);
    live.restart();
  });
  browser.on("online", () => socket()?.wake());
  browser.on("visible", () => {
    socket()?.probe();
    socket()?.wake();
  });

  return {
    onStatus(status, retryAt) {
      const isFirst = store.getState().connection.status === "connecting";
      if (status !== "reconnecting") change(status, null);
      else if (!browser.isOnline()) change("offline", retryAt);
      else change(isFirst ? "connecting" : "reconnecting", retryAt);
    },
    send: (frame) => socket()?.send(frame) ?? false,
    reconnect: () => socket()?.hurry(),
  };
}
