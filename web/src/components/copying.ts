/* Puts text on the clipboard and says so. */
import { t } from "@/i18n/t";
import { showToast } from "./toasts";

export async function copy(text: string, said = t("Copied")): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
    showToast("copy", said);
  } catch {
    showToast("copy", t("Copying is not allowed here"), t("Select the text and copy it by hand."), { tone: "danger" });
  }
}
