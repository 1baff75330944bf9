import { expect } from "@playwright/test";
import { Keys } from "../keys";
import { PASSWORD, test } from "../people";

test("one goes to conversations and people by name, and the focus is never lost", async ({ people }, info) => {
  const isPhone = info.project.name === "phone";
  const [ana, jonas] = await people.register("Ana Lima", "Jonas Weber");
  await ana.hasGroup("Autumn issue", []);
  await ana.openGroup("Garden", []);
  const { page } = ana;
  const switcher = page.getByRole("combobox", { name: "Go to a conversation, person or message" });
  const show = async () => {
    // Nothing has the focus by itself on a phone, and a dialog that closes still takes all keys.
    if (isPhone) await page.locator("#main textarea").focus();
    await page.keyboard.press("Control+k");
  };

  await show();
  await expect(switcher).toBeFocused();
  await switcher.fill("aut");
  await expect(page.getByRole("option", { selected: true })).toHaveText(/Autumn issue/);
  await switcher.press("Enter");
  await expect(ana.composer("Autumn issue")).toBeVisible();
  await show();
  await switcher.fill(jonas.username);
  await expect(page.getByRole("option", { name: "Jonas Weber" })).toBeVisible();
  await switcher.press("Enter");
  await expect(ana.composer("Jonas Weber")).toBeVisible();
  if (isPhone) {
    await show();
    await page.goBack();
    await expect(switcher).toBeHidden();
    await expect(ana.composer("Jonas Weber")).toBeVisible();
    return;
  }

  await expect(ana.composer("Jonas Weber")).toBeFocused();
  await page.keyboard.type("Not sent yet? ");
  await page.keyboard.press("Control+k");
  await expect(switcher).toBeFocused();
  await page.keyboard.press("Escape");
  await expect(ana.composer("Jonas Weber")).toBeFocused();
  await expect(ana.composer("Jonas Weber")).toHaveValue("Not sent yet? ");
  await page.keyboard.press("Alt+ArrowDown");
  await expect(ana.composer("Garden")).toBeFocused();
  await page.keyboard.press("Alt+ArrowUp");
  await expect(ana.composer("Jonas Weber")).toBeFocused();

  await page.keyboard.press("Shift+Tab");
  await page.keyboard.press("?");
  await expect(page.getByRole("dialog", { name: "Keyboard shortcuts" })).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("dialog")).toBeHidden();
  await page.keyboard.press("Escape");
  await expect(ana.composer("Jonas Weber")).toBeFocused();

  await page.getByRole("link", { name: "Details", exact: true }).click();
  const details = page.getByRole("complementary", { name: "Details" });
  const line = details.getByRole("separator", { name: "Width of this column" });
  await line.press("ArrowLeft");
  await expect(details).toHaveCSS("width", "336px");
  await line.dblclick();
  await expect(details).toHaveCSS("width", "320px");
});

test("from the login to a reply and out again without a mouse, and the focus is seen all the way", async ({ people }, info) => {
  test.skip(info.project.name === "phone", "a phone has no keyboard");
  const [account, jonas] = await people.register("Ana Lima", "Jonas Weber");
  const id = await jonas.hasDirectWith(account);
  await jonas.hasSaid(id, "Can you reach me?");
  const ana = await people.arrive(account.name, account.username);
  const { page } = ana;
  const keys = new Keys(page);

  await page.goto("/login");
  await expect(page.getByLabel("Username")).toBeFocused();
  await keys.type(ana.username);
  await keys.press("Tab");
  await keys.type(PASSWORD);
  await page.keyboard.press("Enter");
  await expect(ana.row("Jonas Weber")).toContainText("1 unread");

  // The keys arrive after the first paint.
  await expect(async () => {
    await page.keyboard.press("Control+k");
    await expect(page.getByRole("combobox", { name: "Go to a conversation, person or message" })).toBeFocused({ timeout: 1_000 });
  }).toPass();
  await keys.type("jon");
  await expect(page.getByRole("option", { selected: true })).toHaveText(/Jonas Weber/);
  await keys.press("Enter");
  await expect(ana.composer("Jonas Weber")).toBeFocused();
  await keys.type("Yes, without a mouse.");
  await keys.press("Enter");
  await expect(page.getByText("Sent", { exact: true })).toBeVisible();

  await jonas.hasSaid(id, "And answer just this one?");
  const asked = ana.messages("Jonas Weber").filter({ hasText: "And answer just this one?" }).first();
  await expect(asked).toBeVisible();
  await keys.press("Shift+Tab");
  await expect(asked).toBeFocused();
  await keys.press("+");
  await expect(page.getByRole("textbox", { name: "Search emoji" })).toBeFocused();
  await keys.type("rocket");
  await keys.press("Enter");
  await expect(asked.getByRole("button", { name: "🚀 1, you" })).toBeVisible();
  await expect(asked).toBeFocused();
  await keys.press("r");
  await expect(page.getByText("Replying to Jonas Weber: And answer just this one?")).toBeVisible();
  await keys.type("Just this one.");
  await keys.press("Enter");
  const answer = ana.messages("Jonas Weber").filter({ hasText: "Just this one." });
  await expect(answer.getByRole("button", { name: "In reply to Jonas Weber And answer just this one?" })).toBeVisible();

  await keys.press("Shift+Tab", "ArrowUp");
  await expect(asked).toBeFocused();
  await keys.press("Escape");
  await expect(ana.composer("Jonas Weber")).toBeFocused();
  await keys.pressUntil("Shift+Tab", page.getByRole("link", { name: /Profile and settings/ }));
  await keys.press("Enter");
  await keys.pressUntil("Tab", page.getByRole("button", { name: "Log out", exact: true }));
  await page.keyboard.press("Enter");
  await expect(page.getByLabel("Username")).toBeFocused();
});
