import { expect, test } from "vitest";
import { changeSentence } from "./change-sentence";
import type { Change } from "./changes";

const names: Record<string, string> = { me: "Me", ana: "Ana", jo: "Jo" };

test.each([
  ["member.added", "ana", { user_id: "jo" }, "Ana added Jo"],
  ["member.added", "me", { user_id: "jo" }, "You added Jo"],
  ["member.removed", "jo", { user_id: "jo" }, "Jo left"],
  ["member.removed", "ana", { user_id: "me" }, "Ana removed you"],
  ["member.role_changed", "ana", { user_id: "jo", role: "admin" }, "Ana made Jo an admin"],
  ["conversation.renamed", "ana", { title: "Winter" }, "Ana renamed the group to “Winter”"],
  ["something.new", "ana", {}, null],
])("%s by %s reads as a sentence", (kind, actor_id, data, sentence) => {
  expect(changeSentence({ kind, actor_id, data } as unknown as Change, "me", (id) => names[id] ?? "")).toBe(sentence);
});
