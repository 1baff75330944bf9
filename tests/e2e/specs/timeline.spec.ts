import { expect, type Page } from "@playwright/test";
import { test } from "../people";
import type { Person } from "../person";

/** More than the client keeps of a conversation. */
const COUNT = 700;

/** Many at a time: one by one it would take minutes. */
async function writeMany(person: Person, conversationId: string, count: number): Promise<void> {
  const bodyOf = (number: number) => [`Message ${number}.`, ...Array.from({ length: number % 5 }, () => "A line more.")].join("\n");
  for (let number = 1; number <= count; number += 20) await Promise.all(Array.from({ length: 20 }, (_, offset) => person.hasSaid(conversationId, bodyOf(number + offset))));
}

/** Scrolls as a hand does, frame by frame, and tells how often what is read did not move by just as much; and the most rows there were. */
async function scrollBack(page: Page, frames: number): Promise<{ jumps: number; mostRows: number }> {
  return page.getByRole("region", { name: /^Messages with/ }).evaluate(async (region, count) => {
    const box = region.getBoundingClientRect();
    const places = [0.4, 0.45, 0.5, 0.55, 0.6].map((part) => box.top + box.height * part);
    const rowRead = () => places.map((y) => document.elementFromPoint(box.left + box.width / 2, y)?.closest("li")).find(Boolean);
    const told = { jumps: 0, mostRows: 0 };
    for (let frame = 0; frame < count; frame += 1) {
      const row = rowRead();
      const top = row?.getBoundingClientRect().top ?? 0;
      const scrolled = region.scrollTop;
      region.scrollBy({ top: -150, behavior: "instant" });
      const wanted = scrolled - region.scrollTop;
      // What moves is put right before the frame is shown, which is after its callbacks.
      await new Promise(requestAnimationFrame);
      await new Promise((isShown) => setTimeout(isShown));
      const moved = (row?.getBoundingClientRect().top ?? 0) - top;
      if (Math.abs(moved - wanted) > 2) told.jumps += 1;
      told.mostRows = Math.max(told.mostRows, region.querySelectorAll("li").length);
    }
    return told;
  }, frames);
}

test("a long conversation is read back without a jump, kept small, linked into, and left and found again in its place", async ({ people }, info) => {
  test.skip(info.project.name === "phone", "the same timeline in another width");
  const [ana, jonas] = await people.register("Ana Lima", "Jonas Weber");
  const id = await ana.hasDirectWith(jonas);
  await writeMany(ana, id, COUNT);
  const { page } = jonas;
  const row = (messageNo: number) => page.locator(`[data-message-no="${messageNo}"]`);

  await jonas.open("Ana Lima");
  await expect(page.getByText(`${COUNT} new messages`)).toBeInViewport();
  await page.getByRole("button", { name: `Jump to the latest, ${COUNT} new` }).click();
  await expect(row(COUNT)).toBeInViewport();

  const { jumps, mostRows } = await scrollBack(page, 260);
  expect(jumps).toBe(0);
  expect(mostRows).toBeGreaterThan(300);
  await expect.poll(() => jonas.messages("Ana Lima").count()).toBeLessThanOrEqual(500);

  await page.goto(`/c/${id}?message=333`);
  await expect(row(333)).toBeFocused();
  await expect(row(333)).toBeInViewport();
  await page.keyboard.press("ArrowUp");
  await expect(row(332)).toBeFocused();

  const before = await row(333).boundingBox();
  await page.getByRole("link", { name: /Profile and settings/ }).click();
  await expect(page.getByRole("heading", { name: "You", exact: true })).toBeVisible();
  await jonas.row("Ana Lima").click();
  await expect(row(333)).toBeInViewport();
  expect(Math.abs(((await row(333).boundingBox())?.y ?? Number.NaN) - (before?.y ?? Number.NaN))).toBeLessThan(2);

  await ana.hasSaid(id, "Are you still reading?");
  await expect(page.getByRole("button", { name: "Jump to the latest, 1 new" })).toBeVisible();
  await expect(row(333)).toBeInViewport();
  await jonas.write("Ana Lima", "I am.");
  await expect(jonas.messages("Ana Lima").last()).toContainText("I am.");
  await expect(jonas.messages("Ana Lima").last()).toBeInViewport();
});
