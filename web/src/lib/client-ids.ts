/** Ids that this browser makes up. `crypto.randomUUID` needs https, which a chat on a home network may not have. */

const alphabet = "0123456789abcdefghijklmnopqrstuvwxyz";

/** 24 random characters: 124 bits. */
export function newClientId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(24));
  return Array.from(bytes, (byte) => alphabet[byte % alphabet.length]).join("");
}

/** The random name of this browser, the same over reloads. */
export function deviceId(storage: Storage): string {
  const known = storage.getItem("natter.device");
  if (known) return known;
  const made = newClientId();
  storage.setItem("natter.device", made);
  return made;
}
