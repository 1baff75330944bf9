import { expect } from "@playwright/test";
import { expectNoViolation, MENU_IS_OPEN } from "../axe";
import { test } from "../people";

test("no screen breaks a rule of axe, in either theme", async ({ people }) => {
  const guest = await people.arrive("Guest");
  await guest.page.goto("/login");
  await expect(guest.page.getByRole("button", { name: "Log in" })).toBeVisible();
  await expectNoViolation(guest.page, "login");
  await guest.follow("/register");
  await guest.page.getByRole("button", { name: "Create account" }).click();
  await expect(guest.page.getByText("Enter your name.")).toBeVisible();
  await expectNoViolation(guest.page, "register with errors");

  const [ana, jonas, mei] = await people.register("Ana Lima", "Jonas Weber", "Mei Tanaka");
  await expectNoViolation(ana.page, "no conversations yet");
  await jonas.hasSaid(await jonas.hasDirectWith(ana), "A link: https://natter.example and an emoji 👍");
  const id = await ana.openGroup("Autumn issue", [jonas, mei]);
  await expectNoViolation(ana.page, "an empty group");
  await ana.hasSaid(id, "Welcome.");
  await mei.hasSaid(id, "صباح الخير");
  await ana.sees("Autumn issue", "صباح الخير");
  await expectNoViolation(ana.page, "a conversation");
  await ana.composer("Autumn issue").pressSequentially("Thank you, @mei");
  await expect(ana.page.getByRole("option", { name: /Mei Tanaka/ })).toBeVisible();
  await expectNoViolation(ana.page, "naming somebody");
  await ana.composer("Autumn issue").press("Enter");
  await ana.composer("Autumn issue").press("Enter");
  await expect(ana.page.getByRole("button", { name: `@${mei.username}` })).toBeVisible();
  await ana.page.getByRole("button", { name: "Conversation menu" }).click();
  await expect(ana.page.getByRole("menuitem", { name: "Mark as unread" })).toBeVisible();
  await expectNoViolation(ana.page, "a mention and the conversation's menu", MENU_IS_OPEN);
  // Where the system takes all tints away, a line says which one the keys are at.
  await ana.page.emulateMedia({ forcedColors: "active" });
  await ana.page.keyboard.press("ArrowDown");
  await expect(ana.page.getByRole("menuitem", { name: "Mark as unread" })).toHaveCSS("outline-style", "solid");
  await ana.page.emulateMedia({ forcedColors: "none" });
  await ana.page.keyboard.press("Escape");
  const greeting = ana.messages("Autumn issue").filter({ hasText: "صباح الخير" });
  await greeting.press("r");
  await greeting.press("+");
  await expect(ana.page.getByRole("textbox", { name: "Search emoji" })).toBeVisible();
  await expectNoViolation(ana.page, "replying and choosing an emoji", MENU_IS_OPEN);
  await ana.page.keyboard.press("Escape");

  await ana.page.getByRole("link", { name: "Details", exact: true }).click();
  await expect(ana.page.getByRole("region", { name: "Members" })).toBeVisible();
  await expectNoViolation(ana.page, "details");
  await ana.page.getByRole("button", { name: "More about Mei Tanaka" }).click();
  await expect(ana.page.getByRole("menuitem", { name: "Message" })).toBeVisible();
  await expectNoViolation(ana.page, "a member's menu", MENU_IS_OPEN);
  await ana.page.keyboard.press("Escape");
  await ana.page.getByRole("link", { name: "Close details" }).last().click();
  await ana.page.getByRole("link", { name: "Search in this conversation" }).click();
  await ana.page.getByRole("textbox", { name: "Search messages with Autumn issue" }).fill("welcome");
  await expect(ana.page.getByRole("list", { name: "Messages found" }).getByRole("link")).toBeVisible();
  await expectNoViolation(ana.page, "a search in a conversation");
  await ana.page.getByRole("button", { name: "Go to a date" }).last().click();
  await expect(ana.page.getByLabel("Day", { exact: true })).toBeFocused();
  await expectNoViolation(ana.page, "going to a date");
  await ana.page.getByRole("button", { name: "Close", exact: true }).click();
  await ana.page.getByRole("link", { name: "Close search" }).last().click();
  await ana.page.getByRole("link", { name: "Details", exact: true }).click();
  await ana.page.getByRole("button", { name: "Leave group" }).click();
  // A notification of what Jonas wrote is a dialog too.
  await expect(ana.page.getByRole("dialog", { name: "Leave this group?" })).toBeVisible();
  await expectNoViolation(ana.page, "leaving");

  await ana.follow("/?open=switcher");
  await ana.page.getByRole("combobox").fill("aut");
  await expect(ana.page.getByRole("option", { name: "Autumn issue" })).toBeVisible();
  await expectNoViolation(ana.page, "the switcher");
  await ana.follow("/?open=shortcuts");
  await expect(ana.page.getByRole("dialog", { name: "Keyboard shortcuts" })).toBeVisible();
  await expectNoViolation(ana.page, "the shortcuts");
  await ana.follow("/?new=group");
  await ana.page.getByRole("combobox").fill(jonas.username);
  await expect(ana.page.getByRole("option", { name: "Jonas Weber" })).toBeVisible();
  await expectNoViolation(ana.page, "a new group");
  await ana.follow("/");
  await expect(ana.row("Jonas Weber")).toContainText("1 unread");
  await expectNoViolation(ana.page, "the list");
  await ana.follow("/search");
  await ana.page.getByRole("main").getByRole("textbox").fill("Autumn");
  await expect(ana.page.getByRole("main").getByRole("link", { name: "Autumn issue" })).toBeVisible();
  await expectNoViolation(ana.page, "search");
  await ana.follow("/notifications");
  await expect(ana.page.getByRole("heading", { name: "Notifications" })).toBeVisible();
  await expectNoViolation(ana.page, "notifications");
  await ana.follow("/you");
  await expect(ana.page.getByText("This device", { exact: true })).toBeVisible();
  await expectNoViolation(ana.page, "settings");
  await ana.follow("/c/0123456789abcdef01234567");
  await expect(ana.page.getByRole("heading", { name: "This conversation is not here" })).toBeVisible();
  await expectNoViolation(ana.page, "a conversation that is not mine");
});

test("nothing is cut off at 320 pixels", async ({ people }, info) => {
  test.skip(info.project.name === "desktop", "the narrow layout is the phone's");
  const [ana, jonas] = await people.register("Ana Lima", "Jonas Weber");
  await ana.page.setViewportSize({ width: 320, height: 640 });
  await ana.openDirectWith(jonas);
  await ana.write("Jonas Weber", "Pneumonoultramicroscopicsilicovolcanoconiosis".repeat(3));
  await expect(ana.messages("Jonas Weber")).toHaveCount(1);
  for (const path of [new URL(ana.page.url()).pathname, "/", "/you", "/notifications", "/search"]) {
    await ana.page.goto(path);
    await expect(ana.page.getByRole("heading", { level: 1 })).toBeAttached();
    const isWide = await ana.page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
    expect(isWide, path).toBe(false);
  }
});
