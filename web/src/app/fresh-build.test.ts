import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { fetchQuietly, startAgainAfterUpgrade } from "./fresh-build";

/** A page whose parts may fail to load. */
class Page {
  readonly reload = vi.fn();
  readonly kept = new Map<string, string>();
  readonly line = { onLine: true };
  private readonly target = new EventTarget();

  constructor() {
    vi.stubGlobal("window", this.target);
    vi.stubGlobal("location", { reload: this.reload });
    vi.stubGlobal("navigator", this.line);
    vi.stubGlobal("sessionStorage", { getItem: (key: string) => this.kept.get(key) ?? null, setItem: (key: string, value: string) => this.kept.set(key, value) });
    startAgainAfterUpgrade();
  }

  fail(): void {
    this.target.dispatchEvent(new Event("vite:preloadError", { cancelable: true }));
  }
}

let page: Page;
beforeEach(() => {
  page = new Page();
});
afterEach(() => vi.unstubAllGlobals());

test("when a part is gone after an upgrade the page starts again, once", () => {
  page.fail();
  page.fail();
  expect(page.reload).toHaveBeenCalledTimes(1);
});

test("without a network the page stays, and starts again when a part is missing later", () => {
  page.line.onLine = false;
  page.fail();
  expect(page.reload).not.toHaveBeenCalled();
  page.line.onLine = true;
  page.fail();
  expect(page.reload).toHaveBeenCalledTimes(1);
});

test("a part that nobody has asked for yet may fail without anybody noticing", async () => {
  await fetchQuietly(async () => {
    page.fail();
    throw new Error("gone");
  });
  expect(page.reload).not.toHaveBeenCalled();
});
