/**
 * Milliseconds until something is painted, measured inside the page: from the moment of the input event, as the browser
 * stamped it, to the first task after the frame that shows what came of it.
 */
import type { Locator, Page } from "@playwright/test";

interface Meter {
  /** Resolves behind the frame in which something of these is first on the screen. */
  shown: (selector: string) => Promise<number>;
  painted: () => Promise<number>;
  times: number[];
}

declare global {
  interface Window {
    meter: Meter;
  }
}

/** Before anything is measured; holds for all pages that come. */
export async function addMeter(page: Page): Promise<void> {
  await page.addInitScript(() => {
    /** The time behind the next frame. */
    const painted = (): Promise<number> =>
      new Promise((resolve) =>
        requestAnimationFrame(() => {
          const { port1, port2 } = new MessageChannel();
          port1.addEventListener("message", () => resolve(performance.now()));
          port1.start();
          port2.postMessage(null);
        }),
      );
    const isShown = (selector: string): boolean =>
      [...document.querySelectorAll(selector)].some((element) => {
        const box = element.getBoundingClientRect();
        return box.bottom > 0 && box.top < innerHeight;
      });
    const shown = async (selector: string): Promise<number> => {
      // A frame callback runs before its frame is painted: what is there then is in this frame.
      let at = await painted();
      while (!isShown(selector)) at = await painted();
      return at;
    };
    window.meter = { shown, painted, times: [] };
  });
}

/** The messages of a conversation. */
export function messagesOf(title: string): string {
  return `[role="region"][aria-label="Messages with ${title}"] [data-message-no]`;
}

/** From the press on a row of the list until something of these is painted. */
export async function switchTime(page: Page, row: Locator, selector: string): Promise<number> {
  await page.evaluate((wanted) => {
    window.meter.times = [];
    addEventListener("click", (event) => void window.meter.shown(wanted).then((at) => window.meter.times.push(at - event.timeStamp)), { capture: true, once: true });
  }, selector);
  await row.click();
  return (await timesAtLeast(page, 1))[0] ?? Number.NaN;
}

/** From each key until the frame behind it is painted. */
export async function keyTimes(page: Page, text: string, pauseMilliseconds: number): Promise<number[]> {
  const listening = await page.evaluateHandle(() => {
    const ended = new AbortController();
    window.meter.times = [];
    addEventListener("keydown", (event) => void window.meter.painted().then((at) => window.meter.times.push(at - event.timeStamp)), { capture: true, signal: ended.signal });
    return ended;
  });
  await page.keyboard.type(text, { delay: pauseMilliseconds });
  const times = await timesAtLeast(page, text.length);
  await listening.evaluate((ended) => ended.abort());
  return times;
}

/** From the start of the page's loading until something of these is painted. */
export function openingTime(page: Page, selector: string): Promise<number> {
  return page.evaluate((wanted) => window.meter.shown(wanted), selector);
}

export interface Scrolled {
  frames: number[];
  /** How many messages went by. */
  messages: number;
  mostRows: number;
}

/** Scrolls back as a hand does, a step each frame, and tells how long each frame took. */
export function scrollBack(page: Page, frames: number, step: number): Promise<Scrolled> {
  return page.getByRole("region", { name: /^Messages with/ }).evaluate(
    async (region, { frames: count, step: pixels }) => {
      const first = (): number => Number(region.querySelector<HTMLElement>("[data-message-no]")?.dataset["messageNo"]);
      const begin = Number([...region.querySelectorAll<HTMLElement>("[data-message-no]")].at(-1)?.dataset["messageNo"]);
      const told: Scrolled = { frames: [], messages: 0, mostRows: 0 };
      let before = await new Promise<number>(requestAnimationFrame);
      for (let frame = 0; frame < count; frame += 1) {
        region.scrollBy({ top: -pixels, behavior: "instant" });
        const now = await new Promise<number>(requestAnimationFrame);
        told.frames.push(now - before);
        before = now;
        if (frame % 20 === 0) told.mostRows = Math.max(told.mostRows, region.querySelectorAll("li").length);
      }
      told.messages = begin - first();
      return told;
    },
    { frames, step },
  );
}

async function timesAtLeast(page: Page, count: number): Promise<number[]> {
  await page.waitForFunction((wanted) => window.meter.times.length >= wanted, count);
  return page.evaluate(() => window.meter.times);
}
