/* Joining class names; falsy parts are left out, so that conditions can stand in the list. */
export function classes(...parts: (string | false | null | undefined)[]): string {
  return parts.filter(Boolean).join(" ");
}
