/* Whether keys that are pressed there write something. Pure. */
const NOT_WRITTEN_INTO = ["button", "checkbox", "color", "file", "image", "radio", "range", "reset", "submit"];

export type Place = { tagName: string; type?: string; isContentEditable?: boolean };

export function isTypedInto({ tagName, type = "text", isContentEditable = false }: Place): boolean {
  if (isContentEditable || tagName === "TEXTAREA" || tagName === "SELECT") return true;
  return tagName === "INPUT" && !NOT_WRITTEN_INTO.includes(type);
}
