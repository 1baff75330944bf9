import { expect, type Page } from "@playwright/test";
import { readFile } from "node:fs/promises";
import { expectNoViolation } from "../axe";
import { test } from "../people";
import type { Person } from "../person";

interface Chosen {
  name: string;
  mimeType: string;
  buffer: Buffer;
}

const notes: Chosen = { name: "notes.txt", mimeType: "text/plain", buffer: Buffer.from("the plan ".repeat(40_000)) };

/** A real picture: the page itself. */
async function aPhoto(page: Page, name: string): Promise<Chosen> {
  return { name, mimeType: "image/jpeg", buffer: await page.screenshot({ type: "jpeg" }) };
}

async function choose(person: Person, ...files: Chosen[]): Promise<void> {
  await person.page.getByLabel("Files", { exact: true }).setInputFiles(files);
  // What takes files in is loaded with the first of them; nobody sends before they see theirs.
  await expect(person.page.getByRole("list", { name: "Files to send" })).toBeVisible();
}

test("a picture and a file go with one message, are looked at, saved and gone with it", async ({ people }, info) => {
  const [ana, jonas] = await people.register("Ana Lima", "Jonas Weber");
  await ana.openDirectWith(jonas);
  const broken: Chosen = { name: "broken.png", mimeType: "image/png", buffer: Buffer.from("\x89PNG\r\n\x1a\nno picture", "latin1") };
  await choose(ana, await aPhoto(ana.page, "beach.jpg"), notes, broken);
  const tray = ana.page.getByRole("list", { name: "Files to send" });
  await expect(tray.getByRole("alert")).toHaveText("This picture is damaged or of an unusual kind.");
  if (info.project.name === "desktop") await expectNoViolation(ana.page, "files to send");
  await tray.getByRole("button", { name: "Remove broken.png" }).click();
  await ana.write("Jonas Weber", "From the beach");
  await expect(tray).toHaveCount(0);

  await jonas.open("Ana Lima");
  const row = jonas.messages("Ana Lima").filter({ hasText: "From the beach" });
  const picture = row.getByRole("button", { name: "Open picture beach.jpg" });
  await expect(picture.locator("img")).toHaveCSS("opacity", "1");
  const download = jonas.page.waitForEvent("download");
  await row.getByRole("button", { name: /^Download notes.txt/ }).click();
  expect(await readFile(await (await download).path())).toEqual(notes.buffer);
  await expect(row).toHaveCount(1);

  await choose(ana, await aPhoto(ana.page, "hills.jpg"));
  await ana.page.getByRole("button", { name: "Send", exact: true }).click();
  await expect(jonas.page.getByRole("button", { name: "Open picture hills.jpg" })).toBeVisible();
  await jonas.showList();
  await expect(jonas.row("Ana Lima")).toContainText("Picture");
  await jonas.open("Ana Lima");
  await picture.click();
  const lightbox = jonas.page.getByRole("dialog");
  await expect(lightbox.getByRole("img", { name: "beach.jpg, sent by Ana Lima" })).toBeVisible();
  if (info.project.name === "phone") await expectNoViolation(jonas.page, "a large picture");
  // Keys go where the focus is, and it comes with the opening.
  await expect(lightbox.locator(":focus")).toHaveCount(1);
  await jonas.page.keyboard.press("ArrowRight");
  await expect(lightbox.getByRole("heading", { name: "hills.jpg" })).toBeVisible();
  await jonas.page.keyboard.press("ArrowLeft");
  await expect(lightbox.getByRole("heading", { name: "beach.jpg" })).toBeVisible();
  await (info.project.name === "phone" ? jonas.page.goBack() : jonas.page.keyboard.press("Escape"));
  await expect(lightbox).toHaveCount(0);
  await expect(jonas.page.locator("[data-message-no] :focus, [data-message-no]:focus")).toHaveCount(1);

  await ana.messages("Jonas Weber").filter({ hasText: "From the beach" }).press("Delete");
  await ana.page.getByRole("dialog").getByRole("button", { name: "Delete message" }).click();
  await expect(picture).toHaveCount(0);
});

test("an upload goes on after a lost line, and its message waits for it", async ({ people }, info) => {
  test.skip(info.project.name === "phone", "the same code on both");
  const [ana, jonas] = await people.register("Ana Lima", "Jonas Weber");
  await ana.openDirectWith(jonas);
  let isCut = false;
  const offsets: string[] = [];
  await ana.page.route("**/api/chat/attachments/**", async (route) => {
    const offset = route.request().headers()["upload-offset"];
    if (isCut) return route.abort("connectionfailed");
    if (offset) offsets.push(offset);
    isCut = offsets.length === 1 && offset !== undefined;
    await route.continue();
  });
  const film: Chosen = { name: "film.mp4", mimeType: "video/mp4", buffer: Buffer.alloc(900_000, "film") };
  await choose(ana, film);
  await ana.write("Jonas Weber", "Have a look");
  const row = ana.messages("Jonas Weber").filter({ hasText: "Have a look" });
  await expect(row.getByRole("status")).toHaveText("Waiting for the connection; keep this page open");
  await ana.write("Jonas Weber", "One moment");
  await jonas.open("Ana Lima");
  await jonas.sees("Ana Lima", "One moment");
  await expect(jonas.messages("Ana Lima").filter({ hasText: "Have a look" })).toHaveCount(0);
  isCut = false;
  offsets.push("mended");
  await expect(jonas.messages("Ana Lima").filter({ hasText: "Have a look" }).getByRole("button", { name: "Download film.mp4, 900 kB" })).toBeVisible();
  expect(offsets[0]).toBe("0");
  expect(Number(offsets[2]), "it went on where it was").toBeGreaterThan(0);
});

test("my picture shows the part that I choose", async ({ people }, info) => {
  test.skip(info.project.name === "phone", "the same code on both");
  const [ana] = await people.register("Ana Lima");
  const photo = await aPhoto(ana.page, "me.jpg");
  await ana.lookAway();
  await ana.page.getByLabel("Picture", { exact: true }).setInputFiles(photo);
  const dialog = ana.page.getByRole("dialog", { name: "Choose what to show" });
  await dialog.getByRole("button", { name: /^Move the picture/ }).press("ArrowLeft");
  await dialog.getByRole("slider", { name: "Zoom" }).fill("2");
  await expectNoViolation(ana.page, "choosing a part of a picture");
  await dialog.getByRole("button", { name: "Use picture" }).click();
  await expect(ana.page.getByRole("button", { name: "Change picture" })).toBeVisible();
});
