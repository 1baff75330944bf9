/**
 * Goes through every screen of the demo as Ana, who is in everything, and leaves a picture of each in NATTER_SCREENS.
 *
 * What must be there is waited for, so that a screen that broke fails here instead of being a picture of nothing.
 */
import { expect, test } from "@playwright/test";
import { addressOf, Album, arrive, choicesArrive, demo, logIn, longPress, newPage } from "./album";

const GROUP = "Autumn issue";

test("every screen", async ({ browser }, info) => {
  const layout = info.project.name;
  const isPhone = layout === "phone";
  const jonas = await arrive(browser, info, demo.people[1] ?? "");
  await arrive(browser, info, demo.people[2] ?? "");
  const page = await newPage(browser, info);
  const album = new Album(page, layout);
  const group = addressOf(GROUP);
  const composer = page.getByRole("textbox", { name: `Message ${GROUP}`, exact: true });
  const dialog = page.getByRole("dialog");

  await page.goto("/login");
  await album.take("login", page.getByRole("button", { name: "Log in" }));
  await page.goto("/register");
  await album.take("register", page.getByRole("button", { name: "Create account" }));
  await page.goto(`/i/${"x".repeat(24)}`);
  await album.take("invitation-unknown", page.getByRole("heading", { name: "This link does not work" }));

  await logIn(page, demo.people[0] ?? "");
  await choicesArrive(page);
  await album.take("chats", page.getByRole("navigation", { name: "Conversations" }).getByRole("link").filter({ hasText: GROUP }));
  await page.goto("/notifications");
  await album.take("notifications", page.getByRole("main").getByRole("listitem").first());
  await jonas.goto(group);
  await jonas.getByRole("textbox", { name: `Message ${GROUP}`, exact: true }).pressSequentially("Lemon");
  await page.goto(group);
  await expect(composer).toBeVisible();
  await album.take("group", page.getByText("See you all at six?").last());

  const message = page.getByRole("region", { name: `Messages with ${GROUP}` }).getByRole("listitem").filter({ hasText: "See you all at six?" });
  if (isPhone) {
    await longPress(page, message.getByText("See you all at six?"));
    await album.take("message-sheet", dialog);
    await page.keyboard.press("Escape");
    await expect(dialog).toHaveCount(0);
  } else {
    await message.focus();
    await message.press("+");
    await album.take("reaction-picker", page.getByRole("textbox", { name: "Search emoji" }));
    await page.keyboard.press("Escape");
    await message.press("r");
    await album.take("replying", page.getByText("See you all at six?").last());
    await page.keyboard.press("Escape");
  }
  await page.goto(`${group}/details`);
  await album.take("group-details", page.getByRole("region", { name: "Members" }));
  await page.goto(`${group}?open=invite`);
  await album.take("invite-dialog", dialog.getByRole("button", { name: "Create link" }));
  await dialog.getByRole("button", { name: "Create link" }).click();
  await album.take("invite-link", dialog.getByText("Expires in 7 days").first());
  const address = await dialog.getByRole("textbox", { name: "Invite link" }).inputValue();

  await page.goto(addressOf("Website relaunch"));
  await album.take("another-group", page.getByRole("textbox", { name: "Message Website relaunch", exact: true }));
  await page.goto(addressOf("مجلة الخريف"));
  await album.take("right-to-left", page.getByRole("textbox", { name: "Message مجلة الخريف", exact: true }));
  await page.goto(addressOf("Jonas Weber"));
  await album.take("direct", page.getByText("Are you coming along for lunch?").last());
  await page.goto(`${addressOf("Jonas Weber")}/details`);
  await album.take("person-details", page.getByRole("complementary", { name: "Details" }).getByText("Jonas Weber"));
  await page.goto("/?new=direct");
  await album.take("new-conversation", page.getByRole("option").first());
  await page.goto("/?new=group");
  await page.getByLabel("Group name").fill("Winter issue");
  await page.getByRole("option").first().click();
  await album.take("new-group", page.getByRole("button", { name: /^Create group/ }));
  await page.goto("/?open=switcher");
  await page.getByRole("combobox").fill("a");
  await album.take("switcher", page.getByRole("option").first());
  if (isPhone) {
    await page.goto("/search");
    await page.getByRole("main").getByRole("textbox").fill("mei");
    await album.take("search", page.getByRole("main").getByRole("link").first());
  } else {
    await page.goto("/?open=shortcuts");
    await album.take("shortcuts", dialog);
  }
  await page.goto("/you");
  await album.take("you", page.getByRole("heading", { name: "You", exact: true }));

  const guest = await newPage(browser, info);
  const arrival = new Album(guest, layout);
  await guest.goto(address);
  await arrival.take("invitation", guest.getByRole("heading", { name: GROUP }));
  await guest.goto("/register");
  const username = `guest.${layout}.${Date.now().toString(36)}`;
  await guest.getByLabel("Your name").fill("Robin Keller");
  await guest.getByLabel("Username").fill(username);
  await guest.getByLabel("Password", { exact: true }).fill(demo.password);
  await guest.getByRole("button", { name: "Create account" }).click();
  await arrival.take("first-run", guest.getByRole("heading", { name: "Welcome, Robin Keller" }));
});
