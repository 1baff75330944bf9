/** What is to be asked of the server next for the changes of one lane, which are put together as far as they can be. Pure. */

import type { PendingChange } from "./pending-changes";

export interface Step {
  /** Null: what waited comes to nothing. */
  ask: PendingChange | null;
  /** What the lane holds from now on, `ask` first. */
  left: PendingChange[];
}

/** `lane`: what waits, oldest first; null when that is nothing. What may have reached the server goes by itself, as it was. */
export function nextStep(lane: PendingChange[]): Step | null {
  const [first, ...others] = lane;
  if (!first) return null;
  if (first.is_tried) return { ask: first, left: lane };
  const at = lane.findLastIndex((change) => change.kind === "deletion");
  const deletion = lane[at];
  // Whatever it was to say before it goes. What a tab that did not know of it did since is refused, and kept by that.
  if (deletion) return asking(deletion, lane.slice(at + 1));
  const alike = sameWish(first, others);
  const last = alike.at(-1) ?? first;
  const left = others.filter((change) => !alike.includes(change));
  const wish = joined(first, last);
  return wish ? asking(wish, left) : { ask: null, left };
}

function asking(change: PendingChange, left: PendingChange[]): Step {
  const ask = { ...change, is_tried: true };
  return { ask, left: [ask, ...left] };
}

/** Of two edits of which the later one did not know the earlier (two tabs, in one moment), each is asked for by itself. */
function sameWish(first: PendingChange, others: PendingChange[]): PendingChange[] {
  if (first.kind === "reaction") return others.filter((change) => change.kind === "reaction" && change.emoji === first.emoji);
  if (first.kind !== "edit") return others.filter((change) => change.kind === first.kind);
  const chain: PendingChange[] = [];
  let said = first.body;
  for (const change of others) {
    if (change.kind !== "edit" || change.replaces !== said) continue;
    chain.push(change);
    said = change.body;
  }
  return chain;
}

/** The last of several counts, from where the first began; null when that leaves all as it was. */
function joined(first: PendingChange, last: PendingChange): PendingChange | null {
  if (first === last) return first;
  if (first.kind === "edit" && last.kind === "edit") return last.body === first.replaces ? null : { ...last, replaces: first.replaces };
  if (first.kind === "reaction" && last.kind === "reaction") return last.isOn === first.isOn ? last : null;
  return last;
}
