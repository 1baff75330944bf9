import { expect } from "@playwright/test";
import { test } from "../people";

test("two people find each other and talk live, and a reload keeps everything", async ({ people }) => {
  const [ana, jonas] = await people.register("Ana Lima", "Jonas Weber");

  await ana.startDirectWith(jonas);
  await ana.write("Jonas Weber", "Are we still on for lunch?");
  await jonas.open("Ana Lima");
  await jonas.sees("Ana Lima", "Are we still on for lunch?");

  await Promise.all([ana.listens(), jonas.listens()]);
  await jonas.composer("Ana Lima").pressSequentially("Yes");
  await expect(ana.page.getByText("Jonas Weber is typing")).toBeVisible();
  await jonas.composer("Ana Lima").fill("Yes, half past twelve.\nAt the usual place.");
  await jonas.composer("Ana Lima").press("Enter");
  await ana.sees("Jonas Weber", "Yes, half past twelve.");
  await expect(jonas.page.getByText("Seen", { exact: true })).toBeVisible();
  await expect(ana.page.getByRole("main").getByText("Online").first()).toBeVisible();

  await ana.write("Jonas Weber", "https://natter.example/menu <b>not bold</b> 👍");
  await expect(jonas.page.getByRole("link", { name: "https://natter.example/menu", exact: true })).toBeVisible();
  await jonas.sees("Ana Lima", "<b>not bold</b>");

  for (const [person, title] of [[ana, "Jonas Weber"], [jonas, "Ana Lima"]] as const) {
    await person.page.reload();
    await expect(person.messages(title)).toHaveCount(3);
    await expect(person.messages(title).nth(0)).toContainText("Are we still on for lunch?");
    await expect(person.messages(title).nth(1)).toContainText("At the usual place.");
    await expect(person.messages(title).nth(2)).toContainText("<b>not bold</b>");
  }
});

test("a draft is kept over a reload", async ({ people }) => {
  const [ana, jonas] = await people.register("Ana Lima", "Jonas Weber");
  await ana.openDirectWith(jonas);
  await ana.composer("Jonas Weber").fill("Not finished yet");
  await ana.page.reload();
  await expect(ana.composer("Jonas Weber")).toHaveValue("Not finished yet");
});

test("reading back goes page by page to the beginning, and what one reads stays in place", async ({ people }) => {
  const [ana, jonas] = await people.register("Ana Lima", "Jonas Weber");
  const id = await ana.openDirectWith(jonas);
  await ana.hasSaid(id, ...Array.from({ length: 70 }, (_, index) => `Message number ${index + 1}.`));
  await expect(ana.page.getByText("Sent", { exact: true })).toBeVisible();

  await jonas.open("Ana Lima");
  await jonas.page.getByRole("button", { name: "Jump to the latest, 70 new" }).click();
  await expect(jonas.messages("Ana Lima").filter({ hasText: "Message number 70." })).toBeInViewport();
  await expect(ana.page.getByText("Seen", { exact: true })).toBeVisible();
  const beginning = jonas.page.getByText("This is the beginning of your conversation with Ana Lima.");
  await expect(async () => {
    await jonas.page.getByRole("region", { name: "Messages with Ana Lima" }).evaluate((region) => region.scrollTo({ top: -region.scrollHeight }));
    await expect(beginning).toBeInViewport({ timeout: 500 });
  }).toPass();
  await expect(jonas.messages("Ana Lima").filter({ hasText: "Message number" })).toHaveCount(70);

  const read = jonas.messages("Ana Lima").filter({ hasText: "Message number 25." });
  await read.evaluate((row) => row.scrollIntoView({ block: "center" }));
  const before = await read.boundingBox();
  await ana.write("Jonas Weber", "And one more.");
  await expect(jonas.page.getByRole("button", { name: "Jump to the latest, 1 new" })).toBeVisible();
  const after = await read.boundingBox();
  expect(Math.abs((after?.y ?? Number.NaN) - (before?.y ?? Number.NaN))).toBeLessThan(2);
  await jonas.page.getByRole("button", { name: "Jump to the latest, 1 new" }).click();
  await expect(jonas.messages("Ana Lima").filter({ hasText: "And one more." })).toBeInViewport();
});
