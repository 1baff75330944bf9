/** Where an upload stands, in words. Pure. */
import { number, t } from "@/i18n/t";
import { sizeInWords } from "./files";
import type { Upload } from "./uploads";

export function statusInWords({ status, sent, size, failure }: Upload): string {
  if (status === "failed") return failure ?? t("It was not uploaded.");
  if (status === "done") return sizeInWords(size);
  if (status === "paused") return t("Waiting for the connection");
  if (status === "waiting") return t("Waiting");
  // All bytes are there; a picture is still being looked at.
  return sent >= size ? t("Almost there") : t("{percent} % of {size}", { percent: number(Math.floor((100 * sent) / size)), size: sizeInWords(size) });
}
