import { expect } from "@playwright/test";
import { PASSWORD, test } from "../people";

test("the language is chosen before the login, kept, and turns the page around at once", async ({ people }) => {
  const ana = await people.register("Ana Lima");
  const elsewhere = await people.arrive(ana.name, ana.username);
  const { page } = elsewhere;
  await page.goto("/login");
  await page.getByLabel("Language").selectOption("Deutsch");
  await expect(page.getByLabel("Sprache")).toBeFocused();
  await page.getByLabel("Benutzername").fill(ana.username);
  await page.getByLabel("Passwort", { exact: true }).fill(PASSWORD);
  await page.getByRole("button", { name: "Anmelden" }).click();
  await expect(page.locator("html")).toHaveAttribute("lang", "de");

  await page.goto("/you");
  await page.getByLabel("Sprache").selectOption("العربية");
  await expect(page.getByRole("heading", { name: "أنت", exact: true })).toBeVisible();
  await expect(page.locator("html")).toHaveAttribute("dir", "rtl");
  await page.reload();
  await expect(page.locator("html")).toHaveAttribute("dir", "rtl");
  await expect(page.getByRole("button", { name: "تسجيل الخروج", exact: true })).toBeVisible();
});
