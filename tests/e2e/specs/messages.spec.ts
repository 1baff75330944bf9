import { expect, type Locator } from "@playwright/test";
import { test } from "../people";
import type { Person } from "../person";

/** Opens what one can do with a message: by hovering, or under a finger that rests on it. */
async function act(person: Person, row: Locator, name: string, hasTouch: boolean): Promise<void> {
  if (hasTouch) {
    await row.dispatchEvent("pointerdown", { pointerType: "touch", clientX: 100, clientY: 100, bubbles: true });
    await person.page.getByRole("dialog").getByRole("button", { name, exact: true }).click();
    return;
  }
  await row.hover();
  if (name === "Reply" || name.startsWith("React with")) return row.getByRole("button", { name, exact: true }).click();
  await row.getByRole("button", { name: "More", exact: true }).click();
  await person.page.getByRole("menuitem", { name, exact: true }).click();
}

function message(person: Person, messageNo: number): Locator {
  return person.page.locator(`[data-message-no="${messageNo}"]`);
}

test("a message is answered, reacted to, changed and deleted, live on both sides", async ({ people }, info) => {
  const hasTouch = info.project.name === "phone";
  const [ana, jonas] = await people.register("Ana Lima", "Jonas Weber");
  await ana.openDirectWith(jonas);
  await ana.write("Jonas Weber", "Lunch at twelve?");
  await jonas.open("Ana Lima");
  const [asked, askedByMe] = [message(jonas, 1), message(ana, 1)];

  await act(jonas, asked, "React with thumbs up", hasTouch);
  const reaction = asked.getByRole("button", { name: "👍 1, you", exact: true });
  await expect(reaction).toHaveAttribute("aria-pressed", "true");
  await askedByMe.getByRole("button", { name: "👍 1, Jonas Weber" }).click();
  await expect(asked.getByRole("button", { name: "👍 2, Ana Lima and you" })).toBeVisible();
  await asked.getByRole("button", { name: "👍 2, Ana Lima and you" }).click();
  await expect(askedByMe.getByRole("button", { name: "👍 1, you", exact: true })).toBeVisible();

  await act(jonas, asked, "Reply", hasTouch);
  await expect(jonas.page.getByText("Replying to Ana Lima: Lunch at twelve?")).toBeVisible();
  await expect(jonas.composer("Ana Lima")).toBeFocused();
  await jonas.write("Ana Lima", "Half past is better.");
  await expect(jonas.page.getByText("Replying to Ana Lima")).toHaveCount(0);
  await expect(message(ana, 2).getByRole("button", { name: "In reply to Ana Lima Lunch at twelve?" })).toBeVisible();

  await act(ana, askedByMe, "Edit", hasTouch);
  const field = ana.page.getByRole("textbox", { name: "Edit your message" });
  await expect(field).toHaveValue("Lunch at twelve?");
  await field.fill("Lunch at half past twelve?");
  await field.press("Enter");
  await expect(ana.composer("Jonas Weber")).toBeVisible();
  await expect(asked).toContainText("Lunch at half past twelve?");
  await expect(asked.getByText("edited")).toBeVisible();
  await expect(message(jonas, 2).getByRole("button", { name: /In reply to/ })).toContainText("Lunch at half past twelve?");

  await act(ana, askedByMe, "Delete", hasTouch);
  await ana.page.getByRole("dialog").getByRole("button", { name: "Delete message" }).click();
  for (const row of [asked, askedByMe]) {
    await expect(row).toContainText("Message deleted");
    await expect(row).not.toContainText("Lunch");
  }
  await jonas.page.reload();
  await expect(asked).toContainText("Message deleted");
  await expect(message(jonas, 2)).toContainText("Half past is better.");
});

test("the keyboard alone replies, edits, reacts and deletes, and the draft comes back", async ({ people }, info) => {
  test.skip(info.project.name === "phone", "a phone has no keyboard");
  const [ana, jonas] = await people.register("Ana Lima", "Jonas Weber");
  await ana.openDirectWith(jonas);
  await ana.write("Jonas Weber", "First");
  await expect(ana.page.getByText("Sent", { exact: true })).toBeVisible();
  const { keyboard } = ana.page;
  const row = message(ana, 1);

  await keyboard.press("ArrowUp");
  await expect(ana.page.getByRole("textbox", { name: "Edit your message" })).toHaveValue("First");
  await keyboard.press("Escape");
  await keyboard.type("A draft");
  await keyboard.press("Shift+Tab");
  await expect(row).toBeFocused();
  await keyboard.press("e");
  await keyboard.type(" of all");
  await keyboard.press("Enter");
  await expect(row).toContainText("First of all");
  await expect(ana.composer("Jonas Weber")).toHaveValue("A draft");

  await keyboard.press("Shift+Tab");
  await keyboard.press("+");
  await expect(ana.page.getByRole("textbox", { name: "Search emoji" })).toBeFocused();
  await keyboard.type("rocket");
  await keyboard.press("Enter");
  await expect(row.getByRole("button", { name: "🚀 1, you" })).toBeVisible();
  await expect(row).toBeFocused();

  await keyboard.press("r");
  await expect(ana.page.getByText("Replying to yourself: First of all")).toBeVisible();
  await keyboard.press("Escape");
  await expect(ana.page.getByText("Replying to yourself")).toHaveCount(0);
  await keyboard.press("Shift+Tab");
  await keyboard.press("Delete");
  await ana.page.getByRole("dialog").getByRole("button", { name: "Delete message" }).press("Enter");
  await expect(row).toContainText("Message deleted");
  await expect(ana.page.locator("body")).not.toBeFocused();
});
