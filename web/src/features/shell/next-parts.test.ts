import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { fetchNextParts, type Part } from "./next-parts";

/** A page whose idle moments and whose parts come when the test says so. */
class Page {
  readonly asked: string[] = [];
  private readonly waiting: (() => void)[] = [];
  private readonly coming = new Map<string, { resolve: () => void; reject: (reason: Error) => void }>();

  readonly requestIdleCallback = (callback: () => void): void => void this.waiting.push(callback);

  part(name: string): Part {
    return () => {
      this.asked.push(name);
      return new Promise<void>((resolve, reject) => this.coming.set(name, { resolve, reject }));
    };
  }

  async rests(): Promise<void> {
    await settled();
    for (const callback of this.waiting.splice(0)) callback();
    await settled();
  }

  async arrives(name: string): Promise<void> {
    this.coming.get(name)?.resolve();
    await settled();
  }

  async fails(name: string): Promise<void> {
    this.coming.get(name)?.reject(new Error("gone"));
    await settled();
  }
}

/** Whatever could go on by itself has done so. */
function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

let page: Page;
beforeEach(() => {
  page = new Page();
  vi.stubGlobal("window", { requestIdleCallback: page.requestIdleCallback });
  vi.stubGlobal("requestIdleCallback", page.requestIdleCallback);
});
afterEach(() => vi.unstubAllGlobals());

test("nothing is fetched while the page has something to do", async () => {
  fetchNextParts([page.part("conversation")]);
  await settled();
  expect(page.asked).toEqual([]);
  await page.rests();
  expect(page.asked).toEqual(["conversation"]);
});

test("a part is asked for when the one before has come and the page rests again", async () => {
  fetchNextParts([page.part("conversation"), page.part("switcher")]);
  await page.rests();
  await page.rests();
  expect(page.asked).toEqual(["conversation"]);
  await page.arrives("conversation");
  expect(page.asked).toEqual(["conversation"]);
  await page.rests();
  expect(page.asked).toEqual(["conversation", "switcher"]);
});

test("a part that does not come keeps no other one away", async () => {
  fetchNextParts([page.part("conversation"), page.part("switcher")]);
  await page.rests();
  await page.fails("conversation");
  await page.rests();
  expect(page.asked).toEqual(["conversation", "switcher"]);
});

test("who has left is sent nothing more", async () => {
  const leave = fetchNextParts([page.part("conversation"), page.part("switcher")]);
  await page.rests();
  leave();
  await page.arrives("conversation");
  await page.rests();
  expect(page.asked).toEqual(["conversation"]);
});

test("a browser that tells of no idle moments gets its parts all the same", async () => {
  vi.stubGlobal("window", {});
  vi.useFakeTimers({ toFake: ["setTimeout"] });
  fetchNextParts([page.part("conversation")]);
  expect(page.asked).toEqual([]);
  await vi.advanceTimersByTimeAsync(200);
  vi.useRealTimers();
  expect(page.asked).toEqual(["conversation"]);
});
