import { expect, test } from "vitest";
import type { IncomingFrame } from "@/generated/contract";
import { newStore } from "@/store/store";
import { createPresence } from "./presence-actions";

test("one who types is told at most every three seconds, and at once for the next message", () => {
  const said: IncomingFrame[] = [];
  const presence = createPresence(newStore(), (frame) => said.push(frame) > 0);
  presence.typing("plans");
  presence.typing("plans");
  expect(said).toHaveLength(1);
  presence.onSend("plans");
  presence.typing("plans");
  expect(said).toHaveLength(2);
  expect(said[1]).toEqual({ type: "typing", conversation_id: "plans" });
});
