/** Pictures of pages, and the people of the demo at their browsers. */
import { expect, type Browser, type Locator, type Page, type TestInfo } from "@playwright/test";
import { readFileSync } from "node:fs";
import { addEmoji } from "./emoji-font";

interface Demo {
  people: string[];
  password: string;
  /** Ids by title, direct ones by name. */
  conversations: Record<string, string>;
}

const THEMES = ["light", "dark"] as const;
const FOLDER = process.env["NATTER_SCREENS"] ?? "../../test-results/screens";
export const demo = JSON.parse(readFileSync(process.env["NATTER_DEMO"] ?? "", "utf8")) as Demo;

export class Album {
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
      await this.settle();
      await this.page.screenshot({ path: `${FOLDER}/${name}-${this.layout}-${colorScheme}.png`, caret: "hide" });
    }
  }

  /** What comes after the first paint is there, and every picture that can be seen has faded in. */
  private async settle(): Promise<void> {
    await this.page.waitForLoadState("networkidle");
    await this.page.waitForFunction(() =>
      [...document.images].every((image) => {
        const { top, bottom } = image.getBoundingClientRect();
        const isSeen = bottom > 0 && top < innerHeight;
        return !isSeen || (image.complete && getComputedStyle(image).opacity === "1");
      }),
    );
  }
}

export function addressOf(conversation: string): string {
  const id = demo.conversations[conversation];
  if (!id) throw new Error(`the demo has no ${conversation}`);
  return `/c/${id}`;
}

/** `locale`: of another browser than the everyday one. */
export async function newPage(browser: Browser, { project: { use } }: TestInfo, locale = use.locale): Promise<Page> {
  const { viewport, isMobile, hasTouch, deviceScaleFactor, baseURL, timezoneId } = use;
  const given = Object.entries({ viewport, isMobile, hasTouch, deviceScaleFactor, baseURL, locale, timezoneId }).filter(([, value]) => value !== undefined);
  const context = await browser.newContext({ serviceWorkers: "block", bypassCSP: true, ...Object.fromEntries(given) });
  await addEmoji(context);
  return context.newPage();
}

/** At the list. By what is the same in every language. */
export async function logIn(page: Page, username: string): Promise<void> {
  await page.goto("/login");
  await page.locator('input[autocomplete="username"]').fill(username);
  await page.locator('input[type="password"]').fill(demo.password);
  await page.locator('button[type="submit"]').click();
  await expect(page.locator(`nav a[href="${addressOf("Autumn issue")}"]`)).toBeVisible();
}

/** What Ana has muted looks so: her choices come some seconds after the list. */
export async function choicesArrive(page: Page): Promise<void> {
  await expect(page.locator("nav .lucide-bell-off").first()).toBeVisible();
}

export async function arrive(browser: Browser, info: TestInfo, username: string, locale?: string): Promise<Page> {
  const page = await newPage(browser, info, locale);
  await logIn(page, username);
  return page;
}

export async function longPress(page: Page, target: Locator): Promise<void> {
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
