import { expect } from "@playwright/test";
import { test } from "../people";

test("one goes to conversations and people by name, and the focus is never lost", async ({ people }, info) => {
  const isPhone = info.project.name === "phone";
  const ana = await people.register("Ana Lima");
  const jonas = await people.register("Jonas Weber");
  await ana.startGroup("Autumn issue", []);
  await ana.startGroup("Garden", []);
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
