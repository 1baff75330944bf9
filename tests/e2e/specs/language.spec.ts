import { expect } from "@playwright/test";
import { PASSWORD, test } from "../people";

test("the language is chosen before there is an account, kept, and turns the page around at once", async ({ people }) => {
  const { page, name, username } = await people.arrive("Ana Lima");
  await page.goto("/register");
  await page.getByLabel("Language").selectOption("Deutsch");
  await expect(page.getByLabel("Sprache")).toBeFocused();
  await page.getByLabel("Dein Name").fill(name);
  await page.getByLabel("Benutzername").fill(username);
  await page.getByLabel("Passwort", { exact: true }).fill(PASSWORD);
  await page.getByRole("button", { name: "Konto erstellen" }).click();
  await expect(page.getByRole("heading", { name: `Willkommen, ${name}` })).toBeVisible();

  await page.goto("/you");
  await page.getByLabel("Sprache").selectOption("العربية");
  await expect(page.getByRole("heading", { name: "أنت", exact: true })).toBeVisible();
  await expect(page.locator("html")).toHaveAttribute("dir", "rtl");
  await page.reload();
  await expect(page.locator("html")).toHaveAttribute("dir", "rtl");
  await expect(page.getByRole("button", { name: "تسجيل الخروج", exact: true })).toBeVisible();
});
