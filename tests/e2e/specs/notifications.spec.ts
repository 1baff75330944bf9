import { expect } from "@playwright/test";
import { test } from "../people";

test("what arrives elsewhere shows as a toast, a badge and in the title, and goes on all devices when it is read", async ({ people }) => {
  const ana = await people.register("Ana Lima");
  const jonas = await people.register("Jonas Weber");
  await jonas.startDirectWith(ana);
  await jonas.write("Ana Lima", "First word.");
  const anaElsewhere = await people.onAnotherDevice(ana);
  await ana.open("Jonas Weber");
  await ana.sees("Jonas Weber", "First word.");
  await ana.lookAway();
  await anaElsewhere.lookAway();

  await jonas.write("Ana Lima", "Could you look at the cover?");
  for (const device of [ana, anaElsewhere]) {
    await expect(device.page.getByRole("region", { name: "Notifications" }).getByText("Could you look at the cover?")).toBeVisible();
    await expect(device.page).toHaveTitle(/^\(1\) /);
  }
  await ana.page.goto("/");
  await expect(ana.row("Jonas Weber")).toContainText("1 unread");
  await anaElsewhere.page.goto("/");
  await expect(anaElsewhere.row("Jonas Weber")).toContainText("1 unread");

  await ana.open("Jonas Weber");
  await ana.sees("Jonas Weber", "Could you look at the cover?");
  await expect(anaElsewhere.row("Jonas Weber")).not.toContainText("unread");
  for (const device of [ana, anaElsewhere]) {
    await expect(device.page).toHaveTitle(/^[^(]/);
    await device.page.goto("/notifications");
    await expect(device.page.getByRole("main").getByRole("listitem").filter({ hasText: "Could you look at the cover?" })).toBeVisible();
    await expect(device.page.getByRole("button", { name: "Mark all read" })).toHaveCount(0);
  }
});

test("a conversation with unread messages opens where reading stopped", async ({ people }) => {
  const ana = await people.register("Ana Lima");
  const jonas = await people.register("Jonas Weber");
  await jonas.startDirectWith(ana);
  await jonas.write("Ana Lima", "Known already.");
  await ana.open("Jonas Weber");
  await ana.sees("Jonas Weber", "Known already.");
  await expect(jonas.page.getByText("Seen", { exact: true })).toBeVisible();
  await ana.lookAway();
  await jonas.write("Ana Lima", "This is new.");
  await jonas.write("Ana Lima", "This too.");
  await ana.page.goto("/");
  await expect(ana.row("Jonas Weber")).toContainText("2 unread");
  await ana.open("Jonas Weber");
  await expect(ana.page.getByText("2 new messages")).toBeVisible();
});
