/* Puts text on the clipboard and says so. */
import { showToast } from "./toasts";

export async function copy(text: string, said = "Copied"): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
    showToast("copy", said);
  } catch {
    showToast("copy", "Copying is not allowed here", "Select the text and copy it by hand.", { tone: "danger" });
  }
}
