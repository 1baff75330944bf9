/* The message that the address names: /c/<conversation>?message=<message_no>. */
import { useMemo } from "react";
import { type Location, useLocation } from "react-router";
import type { Wanted } from "./view";

/** A new object each time one comes to such an address, so that the same link leads there again. */
export function useWantedMessage(): Wanted | null {
  const location = useLocation();
  return useMemo(() => wantedIn(location), [location]);
}

function wantedIn({ search }: Location): Wanted | null {
  const messageNo = Number(new URLSearchParams(search).get("message"));
  return Number.isSafeInteger(messageNo) && messageNo > 0 ? { messageNo } : null;
}
