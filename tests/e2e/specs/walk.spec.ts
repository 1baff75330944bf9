/** The first day of somebody who has never seen Natter, by what can be seen and read alone; a picture of each step is left beside the results. */
import { expect, type Browser, type Locator, type Page, type TestInfo } from "@playwright/test";
import { readFileSync } from "node:fs";
import { Door } from "../door";
import { rest } from "../finger";
import { PASSWORD, test } from "../people";

/** What past.py has written. */
interface Past {
  password: string;
  usernames: string[];
  group: string;
  conversation_id: string;
}

test.use({ reducedMotion: "no-preference" });

test("somebody new joins, finds a colleague and last week's message, talks, has quiet, and loses nothing in a tunnel", async ({ people, browser, request }, info) => {
  const told = process.env["NATTER_PAST"];
  test.skip(!told, "./natter test e2e writes the past that is looked for here");
  const past = JSON.parse(readFileSync(told ?? "", "utf8")) as Past;
  const isPhone = info.project.name === "phone";
  const [nora, milan] = await Promise.all(past.usernames.slice(0, 2).map((username) => Door.logIn(request, username, past.password))) as [Door, Door];
  const invite = await nora.call<{ token: string }>("POST", `/api/chat/conversations/${past.conversation_id}/invites`, { use_limit: 1 });

  const robin = await people.arrive("Robin Keller", `robin${Date.now() % 100_000}`);
  const { page } = robin;
  const album = new Album(page, info);
  const press = (target: Locator) => (isPhone ? target.tap() : target.click());
  const list = page.getByRole("navigation", { name: "Conversations" });
  const field = page.getByRole("textbox", { name: "Message Milan Petrov" });
  const said = (words: string) => page.getByRole("region", { name: /^Messages with/ }).getByRole("listitem").filter({ hasText: words });

  await page.goto(`/i/${invite.token}`);
  await expect(page.getByRole("heading", { name: past.group })).toBeVisible();
  await album.take("an invitation");
  await press(page.getByRole("link", { name: "Create an account and join" }));
  await page.getByLabel("Your name").fill(robin.name);
  await page.getByLabel("Username").fill(robin.username);
  await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await album.take("an account");
  await press(page.getByRole("button", { name: "Create account" }));
  await expect(said("You joined")).toBeInViewport();
  await album.take("in the group");

  if (isPhone) await press(page.getByRole("link", { name: "Back" }));
  await press(page.getByRole("button", { name: "New conversation" }));
  await press(page.getByRole("menuitem", { name: "Message a person" }));
  await page.getByRole("combobox", { name: "To" }).pressSequentially("milan");
  await expect(page.getByRole("option", { name: "Milan Petrov" })).toBeVisible();
  await album.take("a colleague is found");
  await press(page.getByRole("option", { name: "Milan Petrov" }));
  await expect(page.getByText("This is the beginning of your conversation with Milan Petrov.")).toBeVisible();
  await album.take("a conversation begins");

  const chooser = page.waitForEvent("filechooser");
  await press(page.getByRole("button", { name: "Attach files" }));
  await (await chooser).setFiles({ name: "lighthouse.jpg", mimeType: "image/jpeg", buffer: await aLighthouse(browser) });
  await field.pressSequentially("Hello Milan, this is the view from my window");
  await expect(page.getByRole("list", { name: "Files to send" }).getByRole("img")).toBeVisible();
  await album.take("a picture is chosen");
  await press(page.getByRole("button", { name: "Send", exact: true }));
  await expect(page.getByText("Sent", { exact: true })).toBeVisible();
  await expect(page.getByRole("button", { name: "Open picture lighthouse.jpg" })).toBeVisible();
  await album.take("the picture is sent");

  const robinsId = await userId(nora, robin.username);
  const direct = await milan.direct(robinsId);
  await milan.say(direct, "What a view! Is that the old lighthouse?");
  const question = said("Is that the old lighthouse?");
  await expect(question).toBeVisible();
  const sheet = page.getByRole("dialog", { name: "Milan Petrov" });
  const openSheet = () => rest(page, question.getByText("What a view!"), sheet);
  await (isPhone ? openSheet() : question.hover());
  const heart = page.getByRole("button", { name: "React with red heart" });
  await expect(heart).toBeVisible();
  await album.take("what one can do with a message");
  await press(heart);
  await expect(question.getByRole("button", { name: "❤️ 1, you" })).toBeVisible();
  await album.take("a reaction");
  if (isPhone) await openSheet();
  await press(page.getByRole("button", { name: "Reply", exact: true }));
  await field.pressSequentially("It is, and it still shines.");
  await album.take("replying");
  await press(page.getByRole("button", { name: "Send", exact: true }));
  await expect(said("It is, and it still shines.").getByRole("button", { name: /In reply to Milan Petrov/ })).toBeVisible();
  await album.take("a reply");

  if (isPhone) {
    await press(page.getByRole("link", { name: "Back" }));
    await press(page.getByRole("link", { name: "Search", exact: true }));
  }
  await page.getByRole("textbox", { name: "Search people, conversations and messages" }).pressSequentially("key archive");
  const found = page.getByRole("region", { name: "Messages" }).getByRole("link", { name: /Who has the key to the archive/ });
  await expect(found).toBeVisible();
  await album.take("last week's message is found");
  await press(found);
  await expect(said("It hangs behind the blue door")).toBeInViewport();
  await album.take("in its context");

  const lunch = await nora.group("Lunch club", [robinsId, milan.userId]);
  await milan.say(lunch, "Soup today?", "Or noodles?", "I could also eat both.");
  await nora.say(lunch, "Noodles.", "With soup.", "Noodle soup!");
  if (isPhone) await press(page.getByRole("link", { name: "Back" }));
  const noisy = list.getByRole("link", { name: /Lunch club/ });
  await expect(noisy).toContainText("6 unread");
  await album.take("a noisy group");
  await press(noisy);
  await expect(said("Noodle soup!")).toBeVisible();
  await press(page.getByRole("button", { name: "Conversation menu" }));
  await expect(page.getByRole("menuitem", { name: "Mute for 8 hours" })).toBeVisible();
  await album.take("how it becomes quiet");
  await press(page.getByRole("menuitem", { name: "Mute for 8 hours" }));
  await expect(page.getByRole("img", { name: "Muted" }).first()).toBeVisible();
  if (isPhone) await press(page.getByRole("link", { name: "Back" }));
  await press(list.getByRole("link", { name: /Milan Petrov/ }));
  await expect(field).toBeVisible();
  await nora.say(lunch, "And dessert?");
  if (isPhone) await press(page.getByRole("link", { name: "Back" }));
  await expect(noisy).toContainText("1 unread");
  await expect(page).not.toHaveTitle(/^\(/);
  await album.take("it is quiet");

  if (isPhone) await press(list.getByRole("link", { name: /Milan Petrov/ }));
  await field.pressSequentially("On Saturday I could show you ");
  await page.context().setOffline(true);
  await expect(page.getByText("You are offline. Messages are kept and sent later.")).toBeVisible();
  await album.take("in a tunnel");
  await field.pressSequentially("the lamp room.");
  await press(page.getByRole("button", { name: "Send", exact: true }));
  await expect(page.getByText("Kept, and sent when you are connected")).toBeVisible();
  await album.take("kept for later");
  await milan.say(direct, "Could one go inside?");
  await page.context().setOffline(false);
  await expect(page.getByText("You are offline. Messages are kept and sent later.")).toBeHidden();
  await expect(said("Could one go inside?")).toBeVisible();
  await expect(page.getByText("Sent", { exact: true })).toBeVisible();
  await album.take("back again");
  const { messages } = await milan.call<{ messages: { body: string }[] }>("GET", `/api/chat/conversations/${direct}/messages?limit=50`);
  expect(messages.filter(({ body }) => body === "On Saturday I could show you the lamp room.")).toHaveLength(1);
});

/** Numbered pictures in the folder of the test's results. */
class Album {
  private count = 0;

  constructor(
    private readonly page: Page,
    private readonly info: TestInfo,
  ) {}

  async take(step: string): Promise<void> {
    this.count += 1;
    await this.page.evaluate(() => document.fonts.ready);
    await this.page.screenshot({ path: this.info.outputPath(`${String(this.count).padStart(2, "0")}-${step.replaceAll(/[^a-z]+/g, "-")}.png`), animations: "disabled" });
  }
}

async function userId(door: Door, username: string): Promise<string> {
  const { users } = await door.call<{ users: { id: string }[] }>("GET", `/api/auth/users?query=${username}`);
  return users[0]?.id ?? "";
}

/** Something to look at. */
async function aLighthouse(browser: Browser): Promise<Buffer> {
  const page = await browser.newPage({ viewport: { width: 960, height: 640 }, deviceScaleFactor: 1 });
  await page.setContent(`<style>body { margin: 0 } svg { display: block }</style>
    <svg width="960" height="640" viewBox="0 0 96 64">
      <defs><linearGradient id="sky" x2="0" y2="1"><stop stop-color="#2b4a7a"/><stop offset=".7" stop-color="#e8a87c"/><stop offset="1" stop-color="#f6d6ad"/></linearGradient></defs>
      <rect width="96" height="44" fill="url(#sky)"/><rect y="43" width="96" height="21" fill="#1d4f66"/><circle cx="24" cy="39" r="5" fill="#fff1d0"/>
      <path d="M40 64 L56 47 L78 44 L96 51 V64 Z" fill="#26332c"/><path d="M63 46 L65 16 H71 L73 46 Z" fill="#f4efe6"/>
      <path d="M63.8 34 L72.2 34 L72.6 40 L63.4 40 Z M64.6 22 H71.4 L71.8 28 H64.2 Z" fill="#b8433a"/><rect x="64" y="11" width="8" height="5" fill="#2c2a28"/>
      <path d="M68 13 L20 3 V17 Z" fill="#fff3c4" opacity=".5"/><path d="M63 11 L68 7 L73 11 Z" fill="#b8433a"/>
    </svg>`);
  const picture = await page.screenshot({ type: "jpeg", quality: 85 });
  await page.context().close();
  return picture;
}
