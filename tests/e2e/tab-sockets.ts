/** Which tab of a browser holds the connection, and what its process can suffer. */
import { expect, type Page } from "@playwright/test";

export class TabSockets {
  private readonly open = new Map<Page, number>();

  /** Must be called before the page opens its socket. */
  watch(page: Page): void {
    this.open.set(page, 0);
    page.on("websocket", (socket) => {
      this.count(page, 1);
      socket.on("close", () => this.count(page, -1));
    });
    page.on("close", () => this.open.delete(page));
    page.on("crash", () => this.open.delete(page));
  }

  /** The one tab that has a connection; fails unless there is exactly one with exactly one. */
  async holder(): Promise<Page> {
    await expect.poll(() => [...this.open.values()].filter((count) => count > 0)).toEqual([1]);
    return [...this.open].find(([, count]) => count > 0)![0];
  }

  private count(page: Page, change: number): void {
    if (this.open.has(page)) this.open.set(page, (this.open.get(page) ?? 0) + change);
  }
}

/** The process of the page dies, as when the machine is out of memory; its tab is closed afterwards. */
export async function crash(page: Page): Promise<void> {
  const crashed = page.waitForEvent("crash");
  const devtools = await page.context().newCDPSession(page);
  devtools.send("Page.crash").catch(() => undefined);
  await crashed;
  await page.close();
}

/** The page stands still with all that it holds, as a frozen tab or one that hangs. Ends with the page. */
export async function freeze(page: Page): Promise<void> {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send("Debugger.enable");
  await devtools.send("Debugger.pause");
}
