import { type CDPSession, expect } from "@playwright/test";
import { rest } from "../finger";
import { test } from "../people";

test("a finger that rests on a message and lifts presses nothing of the sheet that came to lie under it", async ({ people }, info) => {
  test.skip(info.project.name !== "phone", "a mouse has no sheet");
  const [ana] = await people.register("Ana Lima");
  await ana.hasSaid(await ana.openGroup("Autumn issue", []), "See you at six.");
  // Before that there is nothing that one could do with it.
  await expect(ana.page.getByText("Sent", { exact: true })).toBeVisible();
  const sheet = ana.page.getByRole("dialog", { name: "Your message" });
  await rest(ana.page, ana.messages("Autumn issue").getByText("See you at six."), sheet);
  const window = ana.page.viewportSize();
  await ana.page.setViewportSize({ width: 320, height: 568 });
  await expect(sheet.getByRole("button", { name: "More emoji" })).toBeInViewport({ ratio: 1 });
  if (window) await ana.page.setViewportSize(window);
  await sheet.getByRole("button", { name: "Reply" }).tap();
  await expect(sheet).toBeHidden();
  await expect(ana.page.getByText("Replying to yourself")).toBeVisible();
});

test("a message that a finger draws along its lines is answered, and one that a finger scrolls is not", async ({ people }, info) => {
  test.skip(info.project.name !== "phone", "a mouse does not swipe");
  const [ana] = await people.register("Ana Lima");
  await ana.hasSaid(await ana.openGroup("Autumn issue", []), "See you at six.");
  await expect(ana.page.getByText("Sent", { exact: true })).toBeVisible();
  const row = ana.messages("Autumn issue").filter({ hasText: "See you at six." });
  const box = await row.boundingBox();
  if (!box) throw new Error("nothing to draw");
  const touch = await ana.page.context().newCDPSession(ana.page);
  const from = { x: box.x + 100, y: box.y + box.height / 2 };
  const answering = ana.page.getByText("Replying to yourself");

  await drag(touch, from, 40, 120);
  await drag(touch, from, 40, 0);
  await expect(row).toHaveCSS("transform", "none");
  await expect(answering).toBeHidden();

  await drag(touch, from, 100, 10);
  await expect(answering).toBeVisible();
  await expect(ana.composer("Autumn issue")).toBeFocused();
});

/** One finger, in steps as small as a real one's. */
async function drag(touch: CDPSession, from: { x: number; y: number }, along: number, down: number): Promise<void> {
  await touch.send("Input.dispatchTouchEvent", { type: "touchStart", touchPoints: [from] });
  for (let step = 1; step <= 10; step += 1) {
    await touch.send("Input.dispatchTouchEvent", { type: "touchMove", touchPoints: [{ x: from.x + (along * step) / 10, y: from.y + (down * step) / 10 }] });
  }
  await touch.send("Input.dispatchTouchEvent", { type: "touchEnd", touchPoints: [] });
}
