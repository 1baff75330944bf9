/** The address of a picture for a component. */
import { useEffect, useState } from "react";
import { addressOf, type FileKind } from "./file-addresses";

export interface FileAddress {
  /** Null until it is there. */
  url: string | null;
  hasFailed: boolean;
  retry(): void;
}

/** `isWanted`: not before it is near the screen. */
export function useFileAddress(attachmentId: string, what: FileKind, isWanted = true): FileAddress {
  const [found, setFound] = useState<{ id: string; url: string | null } | null>(null);
  const [attempt, setAttempt] = useState(0);
  const current = found?.id === attachmentId ? found : null;

  useEffect(() => {
    if (!isWanted) return;
    let isCurrent = true;
    addressOf(attachmentId, what).then(
      (url) => isCurrent && setFound({ id: attachmentId, url }),
      () => isCurrent && setFound({ id: attachmentId, url: null }),
    );
    return () => void (isCurrent = false);
  }, [attachmentId, what, isWanted, attempt]);

  return {
    url: current?.url ?? null,
    hasFailed: current !== null && current.url === null,
    retry: () => {
      setFound(null);
      setAttempt((count) => count + 1);
    },
  };
}
