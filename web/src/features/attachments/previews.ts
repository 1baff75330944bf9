/** What uploader.ts takes from the browser: pictures as they are here, when a pause may end, the question before the page goes. */

import { adoptAddress } from "./file-addresses";
import type { Upload } from "./uploads";

const shownTypes = ["image/jpeg", "image/png", "image/webp", "image/gif"];
/** Addresses that messages show, too. */
const adopted = new Set<string>();

export async function previewOf(file: File): Promise<Upload["preview"]> {
  if (!shownTypes.includes(file.type)) return null;
  const image = new Image();
  image.src = URL.createObjectURL(file);
  try {
    await image.decode();
    return { url: image.src, width: image.naturalWidth, height: image.naturalHeight };
  } catch {
    URL.revokeObjectURL(image.src);
    return null;
  }
}

/** A moment later, since a picture may still be on the screen. */
export function forgetPreview(preview: Upload["preview"]): void {
  if (preview && !adopted.delete(preview.url)) setTimeout(() => URL.revokeObjectURL(preview.url), 60_000);
}

export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      window.removeEventListener("online", end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    window.addEventListener("online", end);
  });
}

/** The message shows the picture by this address from now on, so it is not forgotten with the upload. */
export function adopt(attachmentId: string, preview: Upload["preview"]): void {
  if (!preview) return;
  adopted.add(preview.url);
  adoptAddress(attachmentId, preview.url);
}

function ask(event: BeforeUnloadEvent): void {
  event.preventDefault();
}

export function holdPage(isHeld: boolean): void {
  if (isHeld) window.addEventListener("beforeunload", ask);
  else window.removeEventListener("beforeunload", ask);
}
