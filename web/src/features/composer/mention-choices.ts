/** Whom one may mean by what was typed after an @: the best first. Pure. */

import { folded, type Match, matchOf, ranked } from "@/features/switcher/ranking";
import type { User } from "@/generated/contract";

/** What is put in place of the token, and who that is; null for everybody. */
export interface MentionChoice {
  username: string;
  person: User | null;
}

export const choicesShown = 8;

/** `people`: the members besides me, the likeliest first. Without a query all of them answer. */
export function mentionChoices(query: string, people: readonly User[], hasEverybody: boolean): MentionChoice[] {
  const found = query === "" ? people : ranked(people, (person) => better(matchOf(folded(person.display_name), query), matchOf(folded(person.username), query))).map(({ item }) => item);
  const choices = found.map((person): MentionChoice => ({ username: person.username, person }));
  const isEverybodyMeant = hasEverybody && "all".startsWith(query.toLowerCase());
  return [...choices.slice(0, choicesShown - Number(isEverybodyMeant)), ...(isEverybodyMeant ? [{ username: "all", person: null }] : [])];
}

function better(a: Match | null, b: Match | null): Match | null {
  return !a || (b && b.tier < a.tier) ? b : a;
}
