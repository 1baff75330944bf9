/** Where an upload stands, in words. Pure. */
import { sizeInWords } from "./files";
import type { Upload } from "./uploads";

export function statusInWords({ status, sent, size, failure }: Upload): string {
  if (status === "failed") return failure ?? "It was not uploaded.";
  if (status === "done") return sizeInWords(size);
  if (status === "paused") return "Waiting for the connection";
  if (status === "waiting") return "Waiting";
  // All bytes are there; a picture is still being looked at.
  return sent >= size ? "Almost there" : `${Math.floor((100 * sent) / size)} % of ${sizeInWords(size)}`;
}
