/**
 * Goes through every screen of the demo as Ana, who is in everything, and leaves a picture of each in NATTER_SCREENS.
 *
 * What must be there is waited for, so that a screen that broke fails here instead of being a picture of nothing.
 */
import { addEmoji } from "./emoji-font";
import { expect, test, type Browser, type Locator, type Page, type TestInfo } from "@playwright/test";
import { readFileSync } from "node:fs";

interface Demo {
  people: string[];
  password: string;
  /** Ids by title, direct ones by name. */
  conversations: Record<string, string>;
}

const THEMES = ["light", "dark"] as const;
const folder = process.env["NATTER_SCREENS"] ?? "../../test-results/screens";
const demo = JSON.parse(readFileSync(process.env["NATTER_DEMO"] ?? "", "utf8")) as Demo;
const GROUP = "Autumn issue";

class Album {
  constructor(
    readonly page: Page,
    private readonly layout: string,
  ) {}

  /** In both themes, when `there` is on the screen. */
  async take(name: string, there: Locator): Promise<void> {
    await expect(there).toBeVisible();
    for (const colorScheme of THEMES) {
      await this.page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
      await this.page.evaluate(() => document.fonts.ready);
      await expect(this.page.getByRole("status").filter({ hasText: "Loading" })).toHaveCount(0);
      await this.page.screenshot({ path: `${folder}/${name}-${this.layout}-${colorScheme}.png`, caret: "hide" });
    }
  }
}

test("every screen", async ({ browser }, info) => {
  const layout = info.project.name;
  const isPhone = layout === "phone";
  const others = await Promise.all(demo.people.slice(1, 3).map((username) => arrive(browser, info, username)));
  const [jonas] = others;
  const page = await newPage(browser, info);
  const album = new Album(page, layout);
  const id = demo.conversations[GROUP] ?? "";
  const composer = page.getByRole("textbox", { name: `Message ${GROUP}`, exact: true });
  const dialog = page.getByRole("dialog");

  await page.goto("/login");
  await album.take("login", page.getByRole("button", { name: "Log in" }));
  await page.goto("/register");
  await album.take("register", page.getByRole("button", { name: "Create account" }));
  await page.goto(`/i/${"x".repeat(24)}`);
  await album.take("invitation-unknown", page.getByRole("heading", { name: "This link does not work" }));

  await logIn(page, demo.people[0] ?? "");
  await album.take("chats", page.getByRole("navigation", { name: "Conversations" }).getByRole("link").filter({ hasText: GROUP }));
  await page.goto("/notifications");
  await album.take("notifications", page.getByRole("main").getByRole("listitem").first());
  await jonas?.goto(`/c/${id}`);
  await jonas?.getByRole("textbox", { name: `Message ${GROUP}`, exact: true }).pressSequentially("Lemon");
  await page.goto(`/c/${id}`);
  await expect(composer).toBeVisible();
  await album.take("group", page.getByText("See you all at six?").last());

  const message = page.getByRole("region", { name: `Messages with ${GROUP}` }).getByRole("listitem").filter({ hasText: "See you all at six?" });
  if (isPhone) {
    await longPress(page, message.getByText("See you all at six?"));
    await album.take("message-sheet", dialog);
    await page.keyboard.press("Escape");
    await expect(dialog).toHaveCount(0);
  } else {
    await message.focus();
    await message.press("+");
    await album.take("reaction-picker", page.getByRole("textbox", { name: "Search emoji" }));
    await page.keyboard.press("Escape");
    await message.press("r");
    await album.take("replying", page.getByText("See you all at six?").last());
    await page.keyboard.press("Escape");
  }
  await page.goto(`/c/${id}/details`);
  await album.take("group-details", page.getByRole("region", { name: "Members" }));
  await page.goto(`/c/${id}?open=invite`);
  await album.take("invite-dialog", dialog.getByRole("button", { name: "Create link" }));
  await dialog.getByRole("button", { name: "Create link" }).click();
  await album.take("invite-link", dialog.getByText("Expires in 7 days").first());
  const address = await dialog.getByRole("textbox", { name: "Invite link" }).inputValue();

  await page.goto(`/c/${demo.conversations["Website relaunch"] ?? ""}`);
  await album.take("another-group", page.getByRole("textbox", { name: "Message Website relaunch", exact: true }));
  await page.goto(`/c/${demo.conversations["مجلة الخريف"] ?? ""}`);
  await album.take("right-to-left", page.getByRole("textbox", { name: "Message مجلة الخريف", exact: true }));
  await page.goto(`/c/${demo.conversations["Jonas Weber"] ?? ""}`);
  await album.take("direct", page.getByText("Are you coming along for lunch?").last());
  await page.goto(`/c/${demo.conversations["Jonas Weber"] ?? ""}/details`);
  await album.take("person-details", page.getByRole("complementary", { name: "Details" }).getByText("Jonas Weber"));
  await page.goto("/?new=direct");
  await album.take("new-conversation", page.getByRole("option").first());
  await page.goto("/?new=group");
  await page.getByLabel("Group name").fill("Winter issue");
  await page.getByRole("option").first().click();
  await album.take("new-group", page.getByRole("button", { name: /^Create group/ }));
  await page.goto("/?open=switcher");
  await page.getByRole("combobox").fill("a");
  await album.take("switcher", page.getByRole("option").first());
  if (isPhone) {
    await page.goto("/search");
    await page.getByRole("main").getByRole("textbox").fill("mei");
    await album.take("search", page.getByRole("main").getByRole("link").first());
  } else {
    await page.goto("/?open=shortcuts");
    await album.take("shortcuts", dialog);
  }
  await page.goto("/you");
  await album.take("you", page.getByRole("heading", { name: "You", exact: true }));

  const guest = await newPage(browser, info);
  const arrival = new Album(guest, layout);
  await guest.goto(address);
  await arrival.take("invitation", guest.getByRole("heading", { name: GROUP }));
  await guest.goto("/register");
  const username = `guest.${layout}.${Date.now().toString(36)}`;
  await guest.getByLabel("Your name").fill("Robin Keller");
  await guest.getByLabel("Username").fill(username);
  await guest.getByLabel("Password", { exact: true }).fill(demo.password);
  await guest.getByRole("button", { name: "Create account" }).click();
  await arrival.take("first-run", guest.getByRole("heading", { name: "Welcome, Robin Keller" }));
});

async function newPage(browser: Browser, { project: { use } }: TestInfo): Promise<Page> {
  const { viewport, isMobile, hasTouch, deviceScaleFactor, baseURL, locale, timezoneId } = use;
  const given = Object.entries({ viewport, isMobile, hasTouch, deviceScaleFactor, baseURL, locale, timezoneId }).filter(([, value]) => value !== undefined);
  const context = await browser.newContext({ serviceWorkers: "block", bypassCSP: true, ...Object.fromEntries(given) });
  await addEmoji(context);
  return context.newPage();
}

async function arrive(browser: Browser, info: TestInfo, username: string): Promise<Page> {
  const page = await newPage(browser, info);
  await logIn(page, username);
  return page;
}

async function logIn(page: Page, username: string): Promise<void> {
  await page.goto("/login");
  await page.getByLabel("Username").fill(username);
  await page.getByLabel("Password", { exact: true }).fill(demo.password);
  await page.getByRole("button", { name: "Log in" }).click();
  await expect(page.getByRole("heading", { name: "Chats" })).toBeVisible();
}

async function longPress(page: Page, target: Locator): Promise<void> {
  const box = await target.boundingBox();
  if (!box) throw new Error("nothing to press");
  const touch = await page.context().newCDPSession(page);
  const at = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  await touch.send("Input.dispatchTouchEvent", { type: "touchStart", touchPoints: [at] });
  await expect(page.getByRole("dialog")).toBeVisible();
  // Longer than what the browser would take for a tap: a finger that rests does not lift at once.
  await page.waitForTimeout(500);
  await touch.send("Input.dispatchTouchEvent", { type: "touchEnd", touchPoints: [] });
}
