import { expect } from "@playwright/test";
import { PASSWORD, test } from "../people";

test("registering says beside each field what is wrong with it, and then lets one in", async ({ people }) => {
  const [taken] = await people.register("Ana Lima");
  const newcomer = await people.arrive("Ana Lima");
  const { page } = newcomer;
  await page.goto("/register");
  await page.getByRole("button", { name: "Create account" }).click();
  await expect(page.getByLabel("Your name")).toHaveAccessibleDescription("Enter your name.");
  await expect(page.getByLabel("Your name")).toBeFocused();
  await expect(page.getByLabel("Password", { exact: true })).toHaveAccessibleDescription("Use at least 8 characters.");

  await page.getByLabel("Your name").fill("Ana Lima");
  await expect(page.getByLabel("Username")).toHaveValue("ana.lima");
  await page.getByLabel("Username").fill(taken.username);
  await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await page.getByRole("button", { name: "Create account" }).click();
  await expect(page.getByLabel("Username")).toHaveAttribute("aria-invalid", "true");
  await expect(page.getByLabel("Username")).toBeFocused();
  await page.getByLabel("Username").fill(newcomer.username);
  await page.getByRole("button", { name: "Create account" }).click();
  await expect(page.getByRole("heading", { name: "Welcome, Ana Lima" })).toBeVisible();
});

test("a wrong password is told, and the right one leads to the address that was asked for", async ({ people }) => {
  const [ana] = await people.register("Ana Lima");
  const again = await people.arrive(ana.name, ana.username);
  const { page } = again;
  await page.goto("/you");
  await page.getByLabel("Username").fill(ana.username);
  await page.getByLabel("Password", { exact: true }).fill("not the right one");
  await page.getByRole("button", { name: "Log in" }).click();
  await expect(page.getByRole("alert")).toBeVisible();
  await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await page.getByRole("button", { name: "Log in" }).click();
  await expect(page.getByRole("heading", { name: "You", exact: true })).toBeVisible();
});

test("others see a changed name and status, and another device can be logged out", async ({ people }) => {
  const [ana, jonas] = await people.register("Ana Lima", "Jonas Weber");
  const elsewhere = await people.onAnotherDevice(ana);
  await jonas.openDirectWith(ana);

  await ana.lookAway();
  await ana.page.getByLabel("Name", { exact: true }).fill("Ana de Lima");
  await ana.page.getByLabel("Status").fill("At the printer's");
  await ana.page.getByRole("button", { name: "Save" }).click();
  await expect(ana.page.getByText("Profile saved").first()).toBeVisible();
  await jonas.page.reload();
  await expect(jonas.page.getByRole("heading", { name: "Ana de Lima", level: 1 })).toBeVisible();

  await ana.page.getByRole("button", { name: /^Log out Chrom/ }).click();
  await expect(ana.page.getByRole("button", { name: /^Log out Chrom/ })).toHaveCount(0);
  await elsewhere.page.reload();
  await expect(elsewhere.page.getByRole("button", { name: "Log in" })).toBeVisible();

  await ana.page.getByRole("button", { name: "Log out", exact: true }).click();
  await expect(ana.page.getByRole("button", { name: "Log in" })).toBeVisible();
});

test("the theme is remembered", async ({ people }) => {
  const [ana] = await people.register("Ana Lima");
  await ana.lookAway();
  await ana.page.getByRole("radio", { name: "Dark" }).click();
  await expect(ana.page.locator("html")).toHaveAttribute("data-theme", "dark");
  await ana.page.reload();
  await expect(ana.page.locator("html")).toHaveAttribute("data-theme", "dark");
});
