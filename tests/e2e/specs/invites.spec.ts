import { expect } from "@playwright/test";
import { expectNoViolation } from "../axe";
import { PASSWORD, test } from "../people";
import type { Person } from "../person";

/** Makes a link into the open group, for so many people, and closes the dialog again. */
async function makeLink({ page }: Person, people: "1" | "Any number"): Promise<string> {
  await page.getByRole("link", { name: "Invite by link" }).first().click();
  const dialog = page.getByRole("dialog", { name: "Invite by link" });
  await dialog.getByRole("radio", { name: people, exact: true }).click();
  await dialog.getByRole("button", { name: "Create link" }).click();
  const address = await dialog.getByRole("textbox", { name: "Invite link" }).inputValue();
  await expect(dialog.getByText("Expires in 7 days").first()).toBeVisible();
  await expectNoViolation(page, "a new link");
  await page.keyboard.press("Escape");
  await expect(dialog).toBeHidden();
  return address;
}

test("a link leads somebody without an account through registering into the conversation, and then no second person", async ({ people }) => {
  const [ana] = await people.register("Ana Lima");
  await ana.openGroup("Autumn issue", []);
  const address = await makeLink(ana, "1");

  const guest = await people.arrive("Noor Haddad");
  const { page } = guest;
  await page.goto(address);
  await expect(page.getByRole("heading", { name: "Autumn issue" })).toBeVisible();
  await expect(page.getByText("Ana Lima invites you to")).toBeVisible();
  await expectNoViolation(page, "an invitation");
  await page.getByRole("link", { name: "Create an account and join" }).click();
  await expect(page.getByText("You will join Autumn issue.")).toBeVisible();
  await page.getByLabel("Your name").fill(guest.name);
  await page.getByLabel("Username").fill(guest.username);
  await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await page.getByRole("button", { name: "Create account" }).click();
  await expect(guest.composer("Autumn issue")).toBeVisible();
  await guest.sees("Autumn issue", "You joined");
  await ana.sees("Autumn issue", "Noor Haddad joined");
  await guest.write("Autumn issue", "Found the way in.");
  await ana.sees("Autumn issue", "Found the way in.");

  await page.goto(address);
  await page.getByRole("link", { name: "Open the conversation" }).click();
  await expect(guest.composer("Autumn issue")).toBeVisible();
  const late = await people.arrive("Late");
  await late.page.goto(address);
  await expect(late.page.getByRole("heading", { name: "This link has been used up" })).toBeVisible();
  await expectNoViolation(late.page, "a link that is used up");
  await late.page.goto(`${address}x`);
  await expect(late.page.getByRole("heading", { name: "This link does not work" })).toBeVisible();
});

test("somebody who is logged in joins with one press, and a revoked link lets nobody in", async ({ people }) => {
  const [ana, jonas] = await people.register("Ana Lima", "Jonas Weber");
  await ana.openGroup("Reading circle", []);
  const address = await makeLink(ana, "Any number");
  await jonas.page.goto(address);
  await jonas.page.getByRole("button", { name: "Join" }).click();
  await expect(jonas.composer("Reading circle")).toBeVisible();

  await ana.page.getByRole("link", { name: "Details", exact: true }).click();
  await ana.page.getByRole("complementary", { name: "Details" }).getByRole("link", { name: "Invite by link" }).click();
  const dialog = ana.page.getByRole("dialog", { name: "Invite by link" });
  await expect(dialog.getByText("1 joined")).toBeVisible();
  await dialog.getByRole("button", { name: /^Revoke/ }).click();
  await expect(dialog.getByText("Links that work")).toBeHidden();
  const late = await people.arrive("Late");
  await late.page.goto(address);
  await expect(late.page.getByRole("heading", { name: "This link does not work" })).toBeVisible();
});
