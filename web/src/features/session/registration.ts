/* What can be said about a registration before the server is asked. Pure; the server has the last word. */
export type Registration = { username: string; display_name: string; password: string };

const USERNAME = /^[a-z0-9][a-z0-9._-]{1,31}$/;
const LONGEST_NAME = 64;
const SHORTEST_PASSWORD = 8;
const LONGEST_PASSWORD = 1024;

export function registrationProblems({ username, display_name, password }: Registration): Partial<Record<keyof Registration, string>> {
  return {
    ...(display_name === "" && { display_name: "Enter your name." }),
    ...([...display_name].length > LONGEST_NAME && { display_name: `At most ${LONGEST_NAME} characters.` }),
    ...(!USERNAME.test(username) && { username: usernameProblem(username) }),
    ...([...password].length < SHORTEST_PASSWORD && { password: `Use at least ${SHORTEST_PASSWORD} characters.` }),
    ...([...password].length > LONGEST_PASSWORD && { password: `At most ${LONGEST_PASSWORD} characters.` }),
  };
}

function usernameProblem(username: string): string {
  if (username === "") return "Choose a username.";
  if (username.length < 2) return "Use at least 2 characters.";
  if (username.length > 32) return "At most 32 characters.";
  if (!/^[a-z0-9]/.test(username)) return "Start with a letter or a digit.";
  return "Use letters a–z, digits, dot, dash and underscore only.";
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
