import { expect } from "@playwright/test";
import { test } from "../people";

test("a finger that rests on a message and lifts presses nothing of the sheet that came to lie under it", async ({ people }, info) => {
  test.skip(info.project.name !== "phone", "a mouse has no sheet");
  const ana = await people.register("Ana Lima");
  await ana.startGroup("Autumn issue", []);
  await ana.write("Autumn issue", "See you at six.");
  // Before that there is nothing that one could do with it.
  await expect(ana.page.getByText("Sent", { exact: true })).toBeVisible();
  const words = ana.messages("Autumn issue").getByText("See you at six.");
  const box = await words.boundingBox();
  if (!box) throw new Error("nothing to press");
  const touch = await ana.page.context().newCDPSession(ana.page);
  await touch.send("Input.dispatchTouchEvent", { type: "touchStart", touchPoints: [{ x: box.x + 40, y: box.y + box.height / 2 }] });
  const sheet = ana.page.getByRole("dialog", { name: "Your message" });
  await expect(sheet).toBeVisible();
  await touch.send("Input.dispatchTouchEvent", { type: "touchEnd", touchPoints: [] });
  await sheet.getByRole("button", { name: "Reply" }).tap();
  await expect(sheet).toBeHidden();
  await expect(ana.page.getByText("Replying to yourself")).toBeVisible();
});
