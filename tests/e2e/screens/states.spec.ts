/** What a screen looks like when it is not as usual: offline, failed, empty, found, changed, very long, in another language. */
import { expect, test, type Page } from "@playwright/test";
import { Line } from "../line";
import { addressOf, Album, arrive, choicesArrive, demo, logIn, newPage } from "./album";

const ANA = demo.people[0] ?? "";
const [GROUP, DIRECT] = ["Autumn issue", "Jonas Weber"];

const composer = (page: Page, title: string) => page.getByRole("textbox", { name: `Message ${title}`, exact: true });
const messages = (page: Page, title: string) => page.getByRole("region", { name: `Messages with ${title}` }).getByRole("listitem");

/** To the newest message with these words. */
async function goTo(page: Page, title: string, words: string): Promise<void> {
  await page.goto(`${addressOf(title)}/search`);
  await page.getByRole("textbox", { name: `Search messages with ${title}` }).fill(words);
  const found = page.getByRole("list", { name: "Messages found" }).getByRole("link").first();
  const { search } = new URL((await found.getAttribute("href")) ?? "", page.url());
  await page.goto(`${addressOf(title)}${search}`);
  await expect(page.locator("[data-message-no]:focus")).toBeVisible();
  // The tint that shows where one was led to is gone by then.
  await page.waitForTimeout(2_000);
}

test("what was said, as it is now", async ({ browser }, info) => {
  const isPhone = info.project.name === "phone";
  const page = await arrive(browser, info, ANA);
  const album = new Album(page, info.project.name);
  await page.goto(addressOf(GROUP));
  const pictures = page.getByRole("button", { name: /^Open picture/ });
  await pictures.last().scrollIntoViewIfNeeded();
  await album.take("pictures", pictures.last());
  await pictures.last().click();
  await album.take("lightbox", page.getByRole("dialog").getByRole("img"));
  await page.keyboard.press("Escape");

  await goTo(page, GROUP, "go through it once more");
  await album.take("edited", page.getByText("edited").first());
  await goTo(page, "Reading circle", "Not another word from me");
  await album.take("deleted", page.getByText("Message deleted").first());
  await page.goto(addressOf("Exhibition for the fortieth anniversary: rooms, invitations and catering"));
  await album.take("long-title", page.getByRole("heading", { name: /^Exhibition/ }));
  await page.goto(addressOf("Maximilian von Hohenberg-Scharffenstein"));
  await album.take("long-name", page.getByRole("heading", { name: /^Maximilian/ }));
  if (!isPhone) {
    await page.goto(addressOf(GROUP));
    await messages(page, GROUP).filter({ hasText: "See you all at six?" }).hover();
    await page.getByRole("button", { name: "More", exact: true }).click();
    await album.take("message-menu", page.getByRole("menuitem").first());
    await page.keyboard.press("Escape");
  }
  await page.getByRole("button", { name: "Conversation menu" }).click();
  await album.take("conversation-menu", page.getByRole("menuitem").first());
});

test("what is looked for", async ({ browser }, info) => {
  const page = await arrive(browser, info, ANA);
  const album = new Album(page, info.project.name);
  await page.goto(`${addressOf(GROUP)}/search`);
  const field = page.getByRole("textbox", { name: `Search messages with ${GROUP}` });
  await field.fill("printer");
  await album.take("found", page.getByRole("list", { name: "Messages found" }).getByRole("link").first());
  await field.fill("xylophones");
  await album.take("nothing-found", page.getByText("No message here says"));
  await page.goto("/?open=switcher");
  await page.getByRole("combobox").fill("photograph");
  await album.take("switcher-messages", page.getByRole("group", { name: "Messages" }).getByRole("option").first());
});

test("what waits and what went wrong", async ({ browser }, info) => {
  const page = await newPage(browser, info);
  const line = await Line.lay(page);
  await logIn(page, ANA);
  const album = new Album(page, info.project.name);
  await page.goto(addressOf(DIRECT));
  await expect(composer(page, DIRECT)).toBeVisible();
  line.refuseNextSend();
  await composer(page, DIRECT).fill("I will be there at half past twelve.");
  await composer(page, DIRECT).press("Enter");
  await album.take("not-sent", page.getByRole("alert").filter({ hasText: "Not sent." }));
  await page.getByRole("alert").getByRole("button", { name: "Delete" }).click();

  await page.route("**/api/chat/attachments/**", (route) => (route.request().method() === "PATCH" ? undefined : route.continue()));
  const picture = { name: "plan of the room.png", mimeType: "image/png", buffer: await page.screenshot() };
  const notes = { name: "guests.csv", mimeType: "text/csv", buffer: Buffer.from("name, table\n".repeat(20_000)) };
  const empty = { name: "empty.txt", mimeType: "text/plain", buffer: Buffer.alloc(0) };
  await page.getByLabel("Files", { exact: true }).setInputFiles([empty, picture, notes]);
  await composer(page, DIRECT).fill("Who sits where");
  await album.take("uploading", page.getByRole("list", { name: "Files to send" }).getByRole("alert"));

  await page.goto(addressOf(DIRECT));
  await expect(composer(page, DIRECT)).toBeVisible();
  // What was never connected has nothing to come back to.
  await expect(page.getByText(/^(Online|Away|Offline|Last seen .*)$/).first()).toBeVisible();
  line.cut();
  await composer(page, DIRECT).fill("Yes, save me a seat.");
  await composer(page, DIRECT).press("Enter");
  await expect(page.getByText("Reconnecting. Your messages are kept.")).toBeVisible();
  await album.take("no-connection", page.getByText("Kept, and sent when you are connected"));
});

test("a list of a thousand conversations", async ({ browser }, info) => {
  const page = await arrive(browser, info, demo.people[1] ?? "");
  const list = page.getByRole("navigation", { name: "Conversations" });
  await expect(list.getByRole("link").first()).toBeVisible();
  await list.getByRole("link").first().hover();
  await page.mouse.wheel(0, 4_000);
  await new Album(page, info.project.name).take("a-thousand-conversations", list.getByRole("link").first());
});

for (const [language, locale] of [["arabic", "ar-EG"], ["german", "de-DE"]] as const) {
  test(`in ${language}`, async ({ browser }, info) => {
    const page = await arrive(browser, info, ANA, locale);
    await expect(page.locator("html")).toHaveAttribute("lang", locale.slice(0, 2));
    const album = new Album(page, info.project.name);
    await choicesArrive(page);
    await album.take(`chats-${language}`, page.locator(`nav a[href="${addressOf(GROUP)}"]`));
    await page.goto(addressOf(language === "arabic" ? "مجلة الخريف" : GROUP));
    await album.take(`group-${language}`, page.locator("[data-message-no]").last());
    await page.goto("/you");
    await album.take(`you-${language}`, page.getByRole("heading", { level: 1 }));
  });
}
