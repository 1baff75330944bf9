import { expect, type Locator, type Page } from "@playwright/test";
import { keptLogs, keptRows } from "../kept";
import { test } from "../people";
import type { Person } from "../person";

test("after one visit the client opens without a network, and what is written and done there arrives later", async ({ people }, info) => {
  test.skip(info.project.name === "phone", "the worker is the same");
  const ana = await people.registerInstalled("Ana Lima");
  const [jonas] = await people.register("Jonas Weber");
  await jonas.hasSaid(await jonas.openDirectWith(ana), "Take the train at eight.");
  await ana.open("Jonas Weber");
  await ana.sees("Jonas Weber", "Take the train at eight.");
  await ana.write("Jonas Weber", "From which platfrom?");
  await ana.page.evaluate(() => navigator.serviceWorker.ready);
  await expect.poll(() => keptLogs(ana.page)).toContain("From which platfrom?");

  const { page } = ana;
  await page.context().setOffline(true);
  await page.reload();
  await ana.sees("Jonas Weber", "Take the train at eight.");
  await message(page, 1).hover();
  await message(page, 1).getByRole("button", { name: "React with thumbs up" }).click();
  await correct(ana, "From which platform?");
  await ana.write("Jonas Weber", "I am on itt.");
  await correct(ana, "I am on it.");
  await expect.poll(() => keptRows(page)).toMatchObject({ sends: 1, changes: 2 });
  await page.close();

  const again = await ana.openTab();
  // Screens that were never opened are there too.
  await again.page.goto("/you");
  await expect(again.page.getByRole("heading", { name: "Appearance" })).toBeVisible();
  await again.open("Jonas Weber");
  await expect(message(again.page, 1).getByRole("button", { name: "👍 1, you, not sent yet" })).toBeVisible();
  await expect(message(again.page, 2)).toContainText("From which platform?");
  await again.sees("Jonas Weber", "I am on it.");

  await again.page.context().setOffline(false);
  await jonas.sees("Ana Lima", "I am on it.");
  await expect(message(jonas.page, 1).getByRole("button", { name: "👍 1, Ana Lima" })).toBeVisible();
  await expect(message(jonas.page, 2)).toContainText("From which platform?");
  await expect.poll(() => keptRows(again.page)).toMatchObject({ sends: 0, changes: 0 });
});

/** The last message of mine says something else. */
async function correct({ page }: Person, body: string): Promise<void> {
  await page.getByRole("textbox", { name: "Message Jonas Weber" }).press("ArrowUp");
  const field = page.getByRole("textbox", { name: "Edit your message" });
  await field.fill(body);
  await field.press("Enter");
}

function message(page: Page, messageNo: number): Locator {
  return page.locator(`[data-message-no="${messageNo}"]`);
}

test("the look of this device is there before anything is painted", async ({ people }, info) => {
  test.skip(info.project.name === "phone", "the script is the same");
  const guest = await people.arrive("Guest");
  const { page } = guest;
  await page.addInitScript(() => localStorage.setItem("natter.appearance", '{"theme":"dark","text":"large","density":"compact"}'));
  // The client itself never arrives: what is there is the page and its early script.
  await page.route("**/assets/*.js", (route) => route.abort());
  await page.emulateMedia({ colorScheme: "light" });
  await page.goto("/login");
  const look = await page.evaluate(() => {
    const { fontSize, colorScheme } = getComputedStyle(document.documentElement);
    return { fontSize, colorScheme };
  });
  expect(look).toEqual({ fontSize: "18px", colorScheme: "dark" });
});
