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
