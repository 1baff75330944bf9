import { expect, test } from "vitest";
import { newStore } from "@/store/store";
import { aMessage, ana, conversationId, me, minutes } from "@/testing/builders";
import { changeComposing, lastOfMine } from "./composing";

test("what can be edited again is the newest message of mine that was not deleted", () => {
  const run = [
    aMessage({ message_no: 1, actor_id: me }),
    aMessage({ message_no: 2, actor_id: me }),
    aMessage({ message_no: 3, actor_id: me, deleted_at: minutes(4) }),
    aMessage({ message_no: 4, actor_id: ana }),
  ];
  expect(lastOfMine(run, me)?.message_no).toBe(2);
  expect(lastOfMine(run.slice(3), me)).toBeNull();
});

test("an edit does not end the reply that was begun before it", () => {
  const store = newStore();
  changeComposing(store, conversationId, { replyTo: 3 });
  changeComposing(store, conversationId, { edit: { messageNo: 2, text: "x" } });
  changeComposing(store, conversationId, { edit: null });
  expect(store.getState().composing[conversationId]).toEqual({ replyTo: 3, edit: null });
});
