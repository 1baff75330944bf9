import { expect } from "@playwright/test";
import { expectNoViolation } from "../axe";
import { test } from "../people";

test("assistive technology is told who said what, what it answers, and what became of it", async ({ people }) => {
  const [ana, jonas] = await people.register("Ana Lima", "Jonas Weber");
  const id = await ana.hasGroup("Autumn issue", [jonas]);
  const messages = `/api/chat/conversations/${id}/messages`;
  await jonas.hasSaid(id, "Lunch at twelve?");
  for (const person of [ana, jonas]) await person.known().call("PUT", `${messages}/1/reactions/${encodeURIComponent("👍")}`);
  await ana.known().call("POST", messages, { client_message_id: "answer", body: "Half past is better.", reply_to: 1 });
  await jonas.hasSaid(id, "Wrong window", "Half past, then");
  await jonas.known().call("DELETE", `${messages}/3`);
  await jonas.known().call("PATCH", `${messages}/4`, { body: "Half past twelve, then" });

  await ana.open("Autumn issue");
  await expect(ana.page.getByText("edited")).toBeVisible();
  await expect(ana.page.getByRole("region", { name: "Messages with Autumn issue" })).toMatchAriaSnapshot(`
    - region "Messages with Autumn issue":
      - paragraph: Autumn issue
      - paragraph: This is the beginning of the group.
      - heading "Today. Go to a date" [level=2]:
        - button "Today. Go to a date"
      - list:
        - listitem:
          - text: Jonas Weber
          - time: /\\d+:\\d+/
          - text: Lunch at twelve?
          - group "Reactions":
            - button "👍 2, Jonas Weber and you" [pressed]
            - button "Add a reaction"
        - listitem:
          - text: Ana Lima
          - time: /\\d+:\\d+/
          - button "In reply to Jonas Weber Lunch at twelve?"
          - text: Half past is better.
        - listitem: 2 new messages
        - listitem:
          - text: Jonas Weber
          - time: /\\d+:\\d+/
          - paragraph: Message deleted
        - listitem:
          - time: /\\d+:\\d+/
          - text: "Jonas Weber: Half past twelve, then"
          - time: edited
  `);
  await expectNoViolation(ana.page, "reactions, a quote, a deleted and an edited message");
});
