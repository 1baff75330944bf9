/** Saving a file of a message on this device. */
import { natter } from "@/app/natter";
import { showToast } from "@/components/toasts";
import type { Attachment } from "@/generated/contract";
import { t } from "@/i18n/t";
import { messageOf } from "@/lib/api-error";

/** Says what went wrong by itself. */
export async function download({ id, name }: Attachment): Promise<void> {
  try {
    const url = URL.createObjectURL(await natter.attachments.read(id, "file"));
    const link = document.createElement("a");
    link.href = url;
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(url), 60_000);
  } catch (error) {
    showToast("download", t("{file} was not downloaded", { file: name }), messageOf(error), { tone: "danger" });
  }
}
