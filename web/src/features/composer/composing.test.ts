import { expect, test } from "vitest";
import { newStore } from "@/store/store";
import { aMessage, ana, conversationId, me, minutes } from "@/testing/builders";
import { shownMessages } from "@/features/timeline/rows";
import type { PendingSend } from "./pending-sends";
import { changeComposing, lastOfMine } from "./composing";

function aSend(state: PendingSend["state"]): PendingSend {
  return { conversation_id: conversationId, client_message_id: "mine", body: "hi", at: minutes(9), state, failure: null, seq: null };
}

test("what can be edited again is the newest message of mine that was not deleted", () => {
  const run = [
    aMessage({ message_no: 1, actor_id: me }),
    aMessage({ message_no: 2, actor_id: me }),
    aMessage({ message_no: 3, actor_id: me, deleted_at: minutes(4) }),
    aMessage({ message_no: 4, actor_id: ana }),
  ];
  const last = (sends: PendingSend[], from = 0) => lastOfMine(shownMessages(run.slice(from), sends, me), me)?.client_message_id ?? null;
  expect([last([]), last([], 3)]).toEqual(["client-2", null]);
  // One that is on its way counts, one that was refused has ways of its own.
  expect(last([aSend("queued"), { ...aSend("failed"), client_message_id: "later" }])).toBe("mine");
});

test("an edit does not end the reply that was begun before it", () => {
  const store = newStore();
  changeComposing(store, conversationId, { replyTo: 3 });
  changeComposing(store, conversationId, { edit: { message: 2, text: "x" } });
  changeComposing(store, conversationId, { edit: null });
  expect(store.getState().composing[conversationId]).toEqual({ replyTo: 3, edit: null });
});
