import { expect } from "@playwright/test";
import { keptLogs, keptRows } from "../kept";
import { test } from "../people";

test("after one visit the client opens without a network, and what is written there arrives later", async ({ people }, info) => {
  test.skip(info.project.name === "phone", "the worker is the same");
  const ana = await people.register("Ana Lima", { isInstalled: true });
  const jonas = await people.register("Jonas Weber");
  await jonas.startDirectWith(ana);
  await jonas.write("Ana Lima", "Take the train at eight.");
  await ana.open("Jonas Weber");
  await ana.sees("Jonas Weber", "Take the train at eight.");
  await ana.page.evaluate(() => navigator.serviceWorker.ready);
  await expect.poll(() => keptLogs(ana.page)).toContain("Take the train at eight.");

  const { page } = ana;
  await page.context().setOffline(true);
  await page.reload();
  await ana.sees("Jonas Weber", "Take the train at eight.");
  await ana.write("Jonas Weber", "I am on it.");
  await expect.poll(() => keptRows(page)).toMatchObject({ sends: 1 });
  // Screens that were never opened are there too.
  await page.goto("/you");
  await expect(page.getByRole("heading", { name: "Appearance" })).toBeVisible();

  await page.context().setOffline(false);
  await jonas.sees("Ana Lima", "I am on it.");
});

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
