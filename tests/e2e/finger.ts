/** A real finger on a page: it touches, rests and lifts. */
import { expect, type Locator, type Page } from "@playwright/test";

/** Rests on `target` until `appears` has come, and lifts where it is. */
export async function rest(page: Page, target: Locator, appears: Locator): Promise<void> {
  const box = await target.boundingBox();
  if (!box) throw new Error("nothing to press");
  const touch = await page.context().newCDPSession(page);
  await touch.send("Input.dispatchTouchEvent", { type: "touchStart", touchPoints: [{ x: box.x + Math.min(40, box.width / 2), y: box.y + box.height / 2 }] });
  await expect(appears).toBeVisible();
  await touch.send("Input.dispatchTouchEvent", { type: "touchEnd", touchPoints: [] });
  await touch.detach();
}
