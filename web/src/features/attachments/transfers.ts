/** What is in a clipboard or a drag. */

export function hasFiles(transfer: DataTransfer | null): boolean {
  return transfer?.types.includes("Files") ?? false;
}

/** The files, unless they only stand for a text that is there, too: programs add a picture of what one copies. Folders are none. */
export function filesIn(transfer: DataTransfer | null): File[] {
  if (!transfer || transfer.types.includes("text/plain")) return [];
  const items = [...transfer.items].filter((item) => item.kind === "file");
  return items.flatMap((item) => (item.webkitGetAsEntry?.()?.isDirectory ? [] : (item.getAsFile() ?? [])));
}

/** A file that is dropped beside a conversation would take the page away. */
export function keepPageFromDrops(): void {
  for (const type of ["dragover", "drop"] as const) {
    window.addEventListener(type, (event) => {
      if (event.defaultPrevented || !hasFiles(event.dataTransfer)) return;
      event.preventDefault();
      if (event.dataTransfer) event.dataTransfer.dropEffect = "none";
    });
  }
}
