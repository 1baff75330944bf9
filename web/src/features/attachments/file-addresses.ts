/**
 * Pictures as addresses that <img> can show: their bytes are fetched with the token, which <img> cannot send, and kept while
 * they may be seen again. Comes with the first picture.
 */

import { natter } from "@/app/natter";
import { myId } from "@/features/session/session";
import { store } from "@/store/store";

export type FileKind = "file" | "thumbnail";

/** Full pictures are large. */
const most = { thumbnail: 200, file: 8 };
const kept: Record<FileKind, Map<string, Promise<string>>> = { thumbnail: new Map(), file: new Map() };

/** The address; rejects with ApiError, and another call tries again. */
export function addressOf(attachmentId: string, what: FileKind): Promise<string> {
  const known = kept[what].get(attachmentId);
  const address = known ?? natter.attachments.read(attachmentId, what).then((blob) => URL.createObjectURL(blob));
  keep(attachmentId, what, address);
  if (!known) address.catch(() => kept[what].delete(attachmentId));
  return address;
}

/** What I have sent is shown by what is here. */
export function adoptAddress(attachmentId: string, address: string): void {
  keep(attachmentId, "thumbnail", Promise.resolve(address));
}

/** The one that was used last is the last to go. What is on the screen keeps its picture, whatever becomes of the address. */
function keep(attachmentId: string, what: FileKind, address: Promise<string>): void {
  kept[what].delete(attachmentId);
  kept[what].set(attachmentId, address);
  for (const [id, old] of kept[what]) {
    if (kept[what].size <= most[what]) return;
    kept[what].delete(id);
    void old.then((url) => URL.revokeObjectURL(url)).catch(() => undefined);
  }
}

store.subscribe((state, before) => {
  if (myId(state.session) === myId(before.session)) return;
  for (const some of Object.values(kept)) {
    for (const address of some.values()) void address.then((url) => URL.revokeObjectURL(url)).catch(() => undefined);
    some.clear();
  }
});
