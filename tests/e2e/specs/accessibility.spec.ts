import AxeBuilder from "@axe-core/playwright";
import { expect, type Page } from "@playwright/test";
import { test } from "../people";

const SCHEMES = ["light", "dark"] as const;

/** No rule of axe is broken on the page as it is now, in either theme. */
async function expectNoViolation(page: Page, where: string, { without = [] }: { without?: string[] } = {}): Promise<void> {
  for (const colorScheme of SCHEMES) {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    const { violations } = await new AxeBuilder({ page }).disableRules(without).analyze();
    const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.target.join(" ")).join(", ")}`);
    expect(found, `${where}, ${colorScheme}`).toEqual([]);
  }
}

test("no screen breaks a rule of axe, in either theme", async ({ people }) => {
  test.setTimeout(600_000);
  const guest = await people.arrive("Guest");
  await guest.page.goto("/login");
  await expect(guest.page.getByRole("button", { name: "Log in" })).toBeVisible();
  await expectNoViolation(guest.page, "login");
  await guest.page.goto("/register");
  await guest.page.getByRole("button", { name: "Create account" }).click();
  await expect(guest.page.getByText("Enter your name.")).toBeVisible();
  await expectNoViolation(guest.page, "register with errors");

  const ana = await people.register("Ana Lima");
  await expectNoViolation(ana.page, "no conversations yet");
  const jonas = await people.register("Jonas Weber");
  const mei = await people.register("Mei Tanaka");
  await jonas.startDirectWith(ana);
  await jonas.write("Ana Lima", "A link: https://natter.example and an emoji 👍");
  await ana.startGroup("Autumn issue", [jonas, mei]);
  await expectNoViolation(ana.page, "an empty group");
  await ana.write("Autumn issue", "Welcome.");
  await mei.open("Autumn issue");
  await mei.write("Autumn issue", "صباح الخير");
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
  await expectNoViolation(ana.page, "a mention and the conversation's menu", { without: ["region"] });
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
  await expectNoViolation(ana.page, "replying and choosing an emoji", { without: ["region"] });
  await ana.page.keyboard.press("Escape");

  await ana.page.getByRole("link", { name: "Details", exact: true }).click();
  await expect(ana.page.getByRole("region", { name: "Members" })).toBeVisible();
  await expectNoViolation(ana.page, "details");
  await ana.page.getByRole("button", { name: "More about Mei Tanaka" }).click();
  await expect(ana.page.getByRole("menuitem", { name: "Message" })).toBeVisible();
  // A menu stands outside of the page's landmarks by nature, as menus of the platform do.
  await expectNoViolation(ana.page, "a member's menu", { without: ["region"] });
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
  await expect(ana.page.getByRole("dialog")).toBeVisible();
  await expectNoViolation(ana.page, "leaving");

  await ana.page.goto("/?open=switcher");
  await ana.page.getByRole("combobox").fill("aut");
  await expect(ana.page.getByRole("option", { name: "Autumn issue" })).toBeVisible();
  await expectNoViolation(ana.page, "the switcher");
  await ana.page.goto("/?open=shortcuts");
  await expect(ana.page.getByRole("dialog", { name: "Keyboard shortcuts" })).toBeVisible();
  await expectNoViolation(ana.page, "the shortcuts");
  await ana.page.goto("/?new=group");
  await ana.page.getByRole("combobox").fill(jonas.username);
  await expect(ana.page.getByRole("option", { name: "Jonas Weber" })).toBeVisible();
  await expectNoViolation(ana.page, "a new group");
  await ana.page.goto("/");
  await expect(ana.row("Jonas Weber")).toContainText("1 unread");
  await expectNoViolation(ana.page, "the list");
  await ana.page.goto("/search");
  await ana.page.getByRole("main").getByRole("textbox").fill("Autumn");
  await expect(ana.page.getByRole("main").getByRole("link", { name: "Autumn issue" })).toBeVisible();
  await expectNoViolation(ana.page, "search");
  await ana.page.goto("/notifications");
  await expect(ana.page.getByRole("heading", { name: "Notifications" })).toBeVisible();
  await expectNoViolation(ana.page, "notifications");
  await ana.lookAway();
  await expect(ana.page.getByText("This device", { exact: true })).toBeVisible();
  await expectNoViolation(ana.page, "settings");
  await ana.page.goto("/c/0123456789abcdef01234567");
  await expect(ana.page.getByRole("heading", { name: "This conversation is not here" })).toBeVisible();
  await expectNoViolation(ana.page, "a conversation that is not mine");
});

test("the main job is done with the keyboard alone", async ({ people }, info) => {
  test.skip(info.project.name === "phone", "a phone has no keyboard");
  const ana = await people.register("Ana Lima");
  const jonas = await people.register("Jonas Weber");
  await jonas.startDirectWith(ana);
  await jonas.write("Ana Lima", "Can you reach me?");
  await expect(ana.row("Jonas Weber")).toContainText("1 unread");

  const { page } = ana;
  await page.reload();
  await expect(ana.row("Jonas Weber")).toBeVisible();
  await page.keyboard.press("Tab");
  await expect(page.getByRole("link", { name: "Skip the list" })).toBeFocused();
  await expect(async () => {
    await page.keyboard.press("Tab");
    await expect(ana.row("Jonas Weber")).toBeFocused({ timeout: 200 });
  }).toPass();
  await page.keyboard.press("Enter");
  await expect(ana.composer("Jonas Weber")).toBeFocused();
  await page.keyboard.type("Yes, without a mouse.");
  await page.keyboard.press("Enter");
  await jonas.sees("Ana Lima", "Yes, without a mouse.");

  await page.keyboard.press("Shift+Tab");
  await expect(ana.messages("Jonas Weber").last()).toBeFocused();
  await page.keyboard.press("ArrowUp");
  await expect(ana.messages("Jonas Weber").first()).toBeFocused();
});

test("nothing is cut off at 320 pixels", async ({ people }, info) => {
  test.skip(info.project.name === "desktop", "the narrow layout is the phone's");
  const ana = await people.register("Ana Lima");
  const jonas = await people.register("Jonas Weber");
  await ana.page.setViewportSize({ width: 320, height: 640 });
  await ana.startDirectWith(jonas);
  await ana.write("Jonas Weber", "Pneumonoultramicroscopicsilicovolcanoconiosis".repeat(3));
  await expect(ana.messages("Jonas Weber")).toHaveCount(1);
  for (const path of [new URL(ana.page.url()).pathname, "/", "/you", "/notifications", "/search"]) {
    await ana.page.goto(path);
    await expect(ana.page.getByRole("heading", { level: 1 })).toBeAttached();
    const isWide = await ana.page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
    expect(isWide, path).toBe(false);
  }
});
