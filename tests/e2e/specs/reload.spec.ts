import { expect } from "@playwright/test";
import { keptLogs, keptRows } from "../kept";
import { Line } from "../line";
import { test } from "../people";

test("a reload shows the last state at once, and the connection brings what is new", async ({ people }) => {
  const [ana, jonas] = await people.register("Ana Lima", "Jonas Weber");
  const id = await jonas.openDirectWith(ana);
  await jonas.hasSaid(id, "Hello.");
  const line = await Line.lay(ana.page);
  await ana.page.goto("/");
  await ana.open("Jonas Weber");
  await ana.sees("Jonas Weber", "Hello.");
  await expect.poll(() => keptLogs(ana.page)).toContain("Hello.");

  line.cut();
  await ana.page.route("**/api/chat/**", (route) => route.abort());
  await jonas.hasSaid(id, "While you were away.");
  await ana.page.reload();
  await ana.sees("Jonas Weber", "Hello.");
  await expect(ana.page.getByRole("heading", { name: "Jonas Weber", level: 1 })).toBeVisible();

  line.mend();
  await ana.sees("Jonas Weber", "While you were away.");
  await ana.write("Jonas Weber", "Back again.");
  await jonas.sees("Ana Lima", "Back again.");
  await expect(ana.messages("Jonas Weber")).toHaveCount(3);
});

test("a logout leaves nothing of the account in the browser", async ({ people }) => {
  const [ana, jonas] = await people.register("Ana Lima", "Jonas Weber");
  await ana.openDirectWith(jonas);
  await ana.write("Jonas Weber", "Only for you.");
  await expect(ana.page.getByText("Sent", { exact: true })).toBeVisible();
  await expect.poll(() => keptRows(ana.page)).toEqual({ logs: 1, owner: 1, sends: 0, changes: 0 });
  await ana.lookAway();
  await ana.page.getByRole("button", { name: "Log out", exact: true }).click();
  await expect(ana.page.getByRole("button", { name: "Log in" })).toBeVisible();
  await expect.poll(() => keptRows(ana.page)).toEqual({ logs: 0, owner: 0, sends: 0, changes: 0 });
});
