import { afterEach, expect, test } from "vitest";
import arabic from "@/i18n/ar.json";
import german from "@/i18n/de.json";
import { type Catalog, ENGLISH, speak } from "@/i18n/t";
import { changeSentence } from "./change-sentence";
import type { Change } from "./changes";

afterEach(() => speak({ locale: "en", catalog: ENGLISH, isRightToLeft: false }));

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

test("the verb agrees with who did it, where a language asks for that", () => {
  const removal = (actor_id: string, user_id: string) =>
    changeSentence({ kind: "member.removed", actor_id, data: { user_id } } as unknown as Change, "me", (id) => names[id] ?? "");
  speak({ locale: "de", catalog: german as unknown as Catalog, isRightToLeft: false });
  expect([removal("me", "jo"), removal("ana", "me"), removal("ana", "ana")]).toEqual(["Du hast Jo entfernt", "Ana hat dich entfernt", "Ana hat die Gruppe verlassen"]);
  speak({ locale: "ar", catalog: arabic as unknown as Catalog, isRightToLeft: true });
  expect([removal("me", "jo"), removal("ana", "me")]).toEqual(["أزلتَ \u2068Jo\u2069", "أزال \u2068Ana\u2069 إياك"]);
});
