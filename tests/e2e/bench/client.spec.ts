/**
 * What Ana of a demo waits for, who is in a conversation of very many messages, and Jonas, who is in very many. Written as JSON to NATTER_RESULTS, as
 * milliseconds of each time, for tests/bench/clients.py.
 */
import { expect, test, type BrowserContext, type Locator, type Page } from "@playwright/test";
import { readFileSync, writeFileSync } from "node:fs";
import { addMeter, keyTimes, messagesOf, openingTime, scrollBack, switchTime } from "./paint-times";

interface Demo {
  people: string[];
  password: string;
  conversations: Record<string, string>;
}

const demo = JSON.parse(readFileSync(process.env["NATTER_DEMO"] ?? "", "utf8")) as Demo;
const LONG = "Everyone";
const OTHERS = ["Autumn issue", "Design desk", "Website relaunch", "Jonas Weber", "Mei Tanaka"];
const TEXT = "It is nearly what was said before, only a little later, and written by hand. ".repeat(3);
const ROUNDS = 6;
/** A fast hand: about 9,000 pixels a second. */
const STEP = 150;
const FRAMES = 900;

const ROWS = 'nav[aria-label="Conversations"] a';

const found: { what: string; times: number[] }[] = [];

test("what one waits for", async ({ browser, baseURL }) => {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, baseURL: baseURL ?? "" });
  const page = await context.newPage();
  await addMeter(page);
  await logIn(page, demo.people[0] ?? "");

  const titles = [LONG, ...OTHERS];
  const switches: Record<"first" | "again", number[]> = { first: [], again: [] };
  for (let round = 0; round <= ROUNDS; round += 1) {
    for (const title of titles) {
      const time = await switchTime(page, row(page, title), messagesOf(title));
      switches[round === 0 ? "first" : "again"].push(time);
      await page.waitForLoadState("networkidle");
    }
  }
  found.push({ what: "switching to a conversation that this device has not seen", times: switches.first });
  found.push({ what: "switching to one that was open before", times: switches.again });

  await row(page, LONG).click();
  const composer = page.getByRole("textbox", { name: `Message ${LONG}`, exact: true });
  await composer.focus();
  found.push({ what: "a key in the composer", times: await keyTimes(page, TEXT, 40) });

  const { frames, messages, mostRows } = await scrollBack(page, FRAMES, STEP);
  found.push({ what: `a frame of scrolling back through ${messages.toLocaleString("en")} messages, of which at most ${mostRows} are on the page`, times: frames });
  await composer.focus();
  found.push({ what: "a key in the composer, after that", times: await keyTimes(page, TEXT, 40) });

  await page.goto(`/c/${demo.conversations[LONG]}`);
  found.push({ what: "opening the app in that conversation, again", times: await openings(page, messagesOf(LONG)) });
  found.push({ what: "the same on a device that has nothing of it", times: await firstOpenings(context, `/c/${demo.conversations[LONG]}`, messagesOf(LONG)) });
});

test("what one waits for who is in a thousand conversations", async ({ browser, baseURL }) => {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, baseURL: baseURL ?? "" });
  const page = await context.newPage();
  await addMeter(page);
  await logIn(page, demo.people[1] ?? "");
  found.push({ what: "opening the app at a list of 1,000, again", times: await openings(page, ROWS) });
  found.push({ what: "the same on a device that has nothing of it", times: await firstOpenings(context, "/", ROWS) });
});

test.afterAll(() => writeFileSync(process.env["NATTER_RESULTS"] ?? "", JSON.stringify(found)));

async function logIn(page: Page, username: string): Promise<void> {
  await page.goto("/login");
  await page.getByLabel("Username").fill(username);
  await page.getByLabel("Password", { exact: true }).fill(demo.password);
  await page.getByRole("button", { name: "Log in" }).click();
  await expect(row(page, "Autumn issue")).toBeVisible();
  await page.waitForLoadState("networkidle");
}

function row(page: Page, title: string): Locator {
  return page.locator(`nav a[href="/c/${demo.conversations[title]}"]`);
}

/** With everything that this device has kept, and the client itself. */
async function openings(page: Page, selector: string): Promise<number[]> {
  await page.waitForFunction(() => navigator.serviceWorker.controller !== null);
  const times: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    await page.reload({ waitUntil: "commit" });
    times.push(await openingTime(page, selector));
    await page.waitForLoadState("networkidle");
  }
  return times;
}

/** Logged in, and with nothing else than that. */
async function firstOpenings(former: BrowserContext, path: string, selector: string): Promise<number[]> {
  const times: number[] = [];
  const storageState = await former.storageState();
  const { origin } = new URL(former.pages()[0]!.url());
  for (let round = 0; round < ROUNDS; round += 1) {
    const context = await former.browser()!.newContext({ viewport: { width: 1440, height: 900 }, storageState });
    const page = await context.newPage();
    await addMeter(page);
    await page.goto(`${origin}${path}`, { waitUntil: "commit" });
    times.push(await openingTime(page, selector));
    await page.waitForLoadState("networkidle");
    // The cookie was renewed meanwhile, and the one before counts no more.
    const { cookies } = await context.storageState();
    storageState.cookies = cookies;
    await context.close();
  }
  return times;
}
