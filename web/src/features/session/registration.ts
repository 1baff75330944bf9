/* What can be said about a registration before the server is asked. Pure; the server has the last word. */
import { t } from "@/i18n/t";

export type Registration = { username: string; display_name: string; password: string };

const USERNAME = /^[a-z0-9][a-z0-9._-]{1,31}$/;
const SHORTEST_USERNAME = 2;
const LONGEST_USERNAME = 32;
const LONGEST_NAME = 64;
const SHORTEST_PASSWORD = 8;
const LONGEST_PASSWORD = 1024;

export function registrationProblems({ username, display_name, password }: Registration): Partial<Record<keyof Registration, string>> {
  return {
    ...(display_name === "" && { display_name: t("Enter your name.") }),
    ...([...display_name].length > LONGEST_NAME && { display_name: t("{count, plural, one {At most # character.} other {At most # characters.}}", { count: LONGEST_NAME }) }),
    ...(!USERNAME.test(username) && { username: usernameProblem(username) }),
    ...([...password].length < SHORTEST_PASSWORD && { password: t("{count, plural, one {Use at least # character.} other {Use at least # characters.}}", { count: SHORTEST_PASSWORD }) }),
    ...([...password].length > LONGEST_PASSWORD && { password: t("{count, plural, one {At most # character.} other {At most # characters.}}", { count: LONGEST_PASSWORD }) }),
  };
}

function usernameProblem(username: string): string {
  if (username === "") return t("Choose a username.");
  if (username.length < SHORTEST_USERNAME) return t("{count, plural, one {Use at least # character.} other {Use at least # characters.}}", { count: SHORTEST_USERNAME });
  if (username.length > LONGEST_USERNAME) return t("{count, plural, one {At most # character.} other {At most # characters.}}", { count: LONGEST_USERNAME });
  if (!/^[a-z0-9]/.test(username)) return t("Start with a letter or a digit.");
  return t("Use letters a–z, digits, dot, dash and underscore only.");
}

/** A username to suggest for a name: "Ana Lima" gives "ana.lima"; an empty string when the name has no plain letters. */
export function usernameFrom(name: string): string {
  const plain = name.normalize("NFKD").replaceAll(/\p{M}/gu, "").toLowerCase();
  return plain
    .split(/[^a-z0-9]+/)
    .filter(Boolean)
    .join(".")
    .slice(0, 32)
    .replace(/\.$/, "");
}
