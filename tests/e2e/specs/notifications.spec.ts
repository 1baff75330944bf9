import { expect } from "@playwright/test";
import { test } from "../people";

test("what arrives elsewhere shows as a toast, a badge and in the title, and goes on all devices when it is read", async ({ people }) => {
  const [ana, jonas] = await people.register("Ana Lima", "Jonas Weber");
  const id = await jonas.hasDirectWith(ana);
  await jonas.hasSaid(id, "First word.");
  const anaElsewhere = await people.onAnotherDevice(ana);
  await ana.open("Jonas Weber");
  await ana.sees("Jonas Weber", "First word.");
  await ana.lookAway();
  await anaElsewhere.lookAway();
  await Promise.all([ana.listens(), anaElsewhere.listens()]);

  await jonas.hasSaid(id, "Could you look at the cover?");
  // At the same time on both: a toast is there for six seconds.
  await Promise.all([ana, anaElsewhere].map(({ page }) => expect(page.getByRole("region", { name: "Notifications" }).getByText("Could you look at the cover?")).toBeVisible()));
  for (const device of [ana, anaElsewhere]) {
    await expect(device.page).toHaveTitle(/^\(1\) /);
    await device.follow("/");
    await expect(device.row("Jonas Weber")).toContainText("1 unread");
  }

  await ana.open("Jonas Weber");
  await ana.sees("Jonas Weber", "Could you look at the cover?");
  await expect(anaElsewhere.row("Jonas Weber")).not.toContainText("unread");
  for (const device of [ana, anaElsewhere]) {
    await expect(device.page).toHaveTitle(/^[^(]/);
    await device.follow("/notifications");
    await expect(device.page.getByRole("main").getByRole("listitem").filter({ hasText: "Could you look at the cover?" })).toBeVisible();
    await expect(device.page.getByRole("button", { name: "Mark all read" })).toHaveCount(0);
  }
});

test("a conversation with unread messages opens where reading stopped", async ({ people }) => {
  const [ana, jonas] = await people.register("Ana Lima", "Jonas Weber");
  const id = await jonas.openDirectWith(ana);
  await jonas.hasSaid(id, "Known already.");
  await ana.open("Jonas Weber");
  await ana.sees("Jonas Weber", "Known already.");
  await expect(jonas.page.getByText("Seen", { exact: true })).toBeVisible();
  await ana.lookAway();
  await jonas.hasSaid(id, "This is new.", "This too.");
  await ana.follow("/");
  await expect(ana.row("Jonas Weber")).toContainText("2 unread");
  await ana.open("Jonas Weber");
  await expect(ana.page.getByText("2 new messages")).toBeVisible();
});
