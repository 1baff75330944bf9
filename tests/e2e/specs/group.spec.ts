import { expect } from "@playwright/test";
import { test } from "../people";

test("three people talk in a group, rename it, and one is removed", async ({ people }) => {
  const [ana, jonas, mei] = await people.register("Ana Lima", "Jonas Weber", "Mei Tanaka");

  await ana.startGroup("Autumn issue", [jonas, mei]);
  await ana.write("Autumn issue", "Welcome, both of you.");
  await jonas.open("Autumn issue");
  await mei.open("Autumn issue");
  await jonas.write("Autumn issue", "Good to be here.");
  await mei.write("Autumn issue", "صباح الخير");
  for (const person of [ana, jonas, mei]) {
    await person.sees("Autumn issue", "Welcome, both of you.");
    await person.sees("Autumn issue", "Good to be here.");
    await person.sees("Autumn issue", "صباح الخير");
  }
  await expect(ana.page.getByText(/Seen by .*Jonas Weber/)).toBeAttached();

  await ana.page.getByRole("link", { name: "Details", exact: true }).click();
  const members = ana.page.getByRole("region", { name: "Members" }).getByRole("listitem");
  await expect(members).toHaveCount(3);
  await ana.page.getByRole("button", { name: "Rename" }).click();
  await ana.page.getByRole("textbox", { name: "Group name" }).fill("Winter issue");
  await ana.page.getByRole("dialog").getByRole("button", { name: "Rename" }).click();
  await expect(jonas.composer("Winter issue")).toBeVisible();
  await jonas.sees("Winter issue", "Ana Lima renamed the group to “Winter issue”");

  await ana.page.getByRole("button", { name: "More about Mei Tanaka" }).click();
  await ana.page.getByRole("menuitem", { name: "Remove from group" }).click();
  await expect(members).toHaveCount(2);
  await expect(mei.page.getByRole("heading", { name: "This conversation is not here" })).toBeVisible();
});

test("a member who leaves is told how to come back, and can be added again", async ({ people }) => {
  const [ana, jonas] = await people.register("Ana Lima", "Jonas Weber");
  const id = await ana.openGroup("Reading circle", [jonas]);
  await ana.hasSaid(id, "Chapter one by Friday.");

  await jonas.open("Reading circle");
  await jonas.page.getByRole("link", { name: "Details", exact: true }).click();
  await jonas.page.getByRole("button", { name: "Leave group" }).click();
  await jonas.page.getByRole("dialog").getByRole("button", { name: "Leave group" }).click();
  await expect(jonas.row("Reading circle")).toHaveCount(0);

  await ana.page.getByRole("link", { name: "Details", exact: true }).click();
  await ana.page.getByRole("button", { name: "Add people" }).click();
  await ana.page.getByRole("combobox").fill(jonas.username);
  await ana.page.getByRole("option", { name: "Jonas Weber" }).click();
  await ana.page.getByRole("dialog").getByRole("button", { name: "Add to group" }).click();
  await jonas.open("Reading circle");
  await jonas.sees("Reading circle", "Chapter one by Friday.");
  await jonas.sees("Reading circle", "You left");
  await jonas.sees("Reading circle", "Ana Lima added you");
});
