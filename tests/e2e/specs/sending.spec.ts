import { expect } from "@playwright/test";
import { Line } from "../line";
import { test } from "../people";

test("what is written without a connection is sent once when it is back", async ({ people }) => {
  const [ana, jonas] = await people.register("Ana Lima", "Jonas Weber");
  await jonas.hasSaid(await jonas.openDirectWith(ana), "Hello.");
  const line = await Line.lay(ana.page);
  await ana.page.goto("/");
  await ana.open("Jonas Weber");
  await ana.sees("Jonas Weber", "Hello.");

  line.cut();
  await ana.write("Jonas Weber", "Written in a tunnel.");
  await ana.write("Jonas Weber", "And one more.");
  await expect(ana.page.getByText("Kept, and sent when you are connected")).toBeVisible();
  const notice = ana.page.getByText("Reconnecting. Your messages are kept.");
  await expect(notice).toBeVisible();
  // Other pages say it too, below what one reads there.
  await ana.showList();
  await expect(notice).toBeVisible();
  await ana.open("Jonas Weber");
  await ana.page.reload();
  await ana.sees("Jonas Weber", "Written in a tunnel.");

  line.mend();
  await expect(jonas.messages("Ana Lima")).toHaveCount(3);
  await expect(jonas.messages("Ana Lima").nth(1)).toContainText("Written in a tunnel.");
  await expect(jonas.messages("Ana Lima").nth(2)).toContainText("And one more.");
  await expect(ana.messages("Jonas Weber")).toHaveCount(3);
  await expect(ana.page.getByText("Seen", { exact: true })).toBeVisible();
});

test("a message that was refused is kept, says why, and arrives once after a retry", async ({ people }) => {
  const [ana, jonas] = await people.register("Ana Lima", "Jonas Weber");
  await jonas.hasSaid(await jonas.openDirectWith(ana), "Hello.");
  const line = await Line.lay(ana.page);
  await ana.page.goto("/");
  await ana.open("Jonas Weber");
  await ana.sees("Jonas Weber", "Hello.");

  line.refuseNextSend();
  await ana.write("Jonas Weber", "Let me in.");
  const failed = ana.page.getByRole("alert").filter({ hasText: "Not sent." });
  await expect(failed).toContainText("You may not write here.");
  await failed.getByRole("button", { name: "Retry" }).click();
  await jonas.sees("Ana Lima", "Let me in.");
  await expect(failed).toHaveCount(0);
  await ana.sees("Jonas Weber", "Let me in.");
});

test("a message beyond 4,000 characters is told and not sent", async ({ people }) => {
  const [ana, jonas] = await people.register("Ana Lima", "Jonas Weber");
  await ana.openDirectWith(jonas);
  await ana.write("Jonas Weber", "x".repeat(4_001));
  await expect(ana.page.getByText("1 too many")).toBeVisible();
  await expect(ana.messages("Jonas Weber")).toHaveCount(0);
  await ana.write("Jonas Weber", "x".repeat(4_000));
  await expect(ana.messages("Jonas Weber")).toHaveCount(1);
  await expect(ana.page.getByText("Sent", { exact: true })).toBeVisible();
});
