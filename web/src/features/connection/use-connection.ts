/** The connection for components. */

import { useEffect, useState } from "react";
import { useStore } from "@/store/store";
import { type Connection, needsNotice, noticeAfterMs } from "./connection";

/** The connection when it is in trouble for longer than a blip, else null. */
export function useConnectionNotice(): Connection | null {
  const connection = useStore((state) => state.connection);
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    if (connection.status === "online") return;
    const timer = setTimeout(() => setNow(Date.now()), Math.max(0, connection.since + noticeAfterMs - Date.now()));
    return () => clearTimeout(timer);
  }, [connection]);
  return needsNotice(connection, now) ? connection : null;
}

export function useIsOnline(): boolean {
  return useStore((state) => state.connection.status === "online");
}
