import { expect } from "@playwright/test";
import { test } from "../people";

test("what was said is found anywhere and inside one conversation, and shown in its context", async ({ people }, info) => {
  const isPhone = info.project.name === "phone";
  const [ana] = await people.register("Ana Lima");
  const { page } = ana;
  const id = await ana.openGroup("Autumn issue", []);
  await ana.hasSaid(id, "Die Druckerei in der Langen Straße liefert am Freitag", "明天的会议记录在这里", "Thanks", "See you there");
  await ana.sees("Autumn issue", "See you there");
  const marked = (text: string) => page.locator("mark").filter({ hasText: text });

  await page.keyboard.press("Control+k");
  await page.getByRole("combobox", { name: "Go to a conversation, person or message" }).fill("STRASSE");
  const option = page.getByRole("group", { name: "Messages" }).getByRole("option");
  await expect(option).toHaveText(/Ana Lima|You/);
  await expect(marked("Straße")).toBeVisible();
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/message=1$/);
  await expect(ana.messages("Autumn issue").filter({ hasText: "Druckerei" })).toBeInViewport();

  if (isPhone) await page.getByRole("link", { name: "Search in this conversation" }).click();
  else await page.keyboard.press("Control+f");
  const field = page.getByRole("textbox", { name: "Search messages with Autumn issue" });
  await expect(field).toBeFocused();
  await field.fill("nothing like it");
  await expect(page.getByText("No message here says")).toBeVisible();
  await field.fill("会议");
  await expect(marked("会议")).toBeVisible();
  await field.press("ArrowDown");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/message=2$/);
  await expect(ana.messages("Autumn issue").filter({ hasText: "会议" })).toBeInViewport();
  if (!isPhone) {
    await page.keyboard.press("Escape");
    await expect(ana.composer("Autumn issue")).toBeVisible();
    await expect(field).toBeHidden();
  }

  await page.getByRole("button", { name: /Go to a date/ }).first().click();
  await page.getByRole("button", { name: "The beginning" }).click();
  await expect(page.getByRole("dialog")).toBeHidden();
  await expect(ana.messages("Autumn issue").first()).toBeInViewport();
});
