import { expect } from "@playwright/test";
import { test } from "../people";

test("one mentions somebody by a few letters, and they find it, keep it unread, and mute the noise", async ({ people }, info) => {
  const isPhone = info.project.name === "phone";
  const [ana, ben] = await people.register("Ana Lima", "Benedikt Weber");
  await ana.openGroup("Garden", [ben]);
  const field = ana.composer("Garden");

  await field.pressSequentially("Who comes, @");
  const list = ana.page.getByRole("listbox", { name: "Members to mention" });
  await expect(list.getByRole("option")).toHaveText([/Benedikt Weber/, /Everybody here/]);
  if (!isPhone) {
    await field.press("ArrowDown");
    await expect(list.getByRole("option", { selected: true })).toHaveText(/Everybody here/);
    await field.press("Escape");
    await expect(list).toBeHidden();
  }
  await field.press("Backspace");
  await field.pressSequentially("@web");
  await expect(list.getByRole("option", { selected: true })).toHaveText(/Benedikt Weber/);
  if (isPhone) await list.getByRole("option").click();
  else await field.press("Tab");
  await expect(field).toHaveValue(`Who comes, @${ben.username} `);
  await expect(field).toBeFocused();
  await field.press("Enter");
  await ana.page.getByRole("button", { name: `@${ben.username}` }).click();
  await expect(ana.page.getByRole("dialog", { name: "Benedikt Weber" })).toBeVisible();
  await ana.page.keyboard.press("Escape");

  await expect(ben.row("Garden")).toContainText("1 mention");
  await expect(ben.page).toHaveTitle(/^\(@1\)/);
  await ben.open("Garden");
  await ben.sees("Garden", `@${ben.username}`);
  await expect(ben.page).toHaveTitle(/^Garden/);

  if (isPhone) {
    await ben.page.getByRole("button", { name: "Conversation menu" }).click();
  } else {
    await ben.page.keyboard.press("Alt+Shift+M");
    await expect(ben.row("Garden")).toContainText("Marked as unread");
    await expect(ben.page).toHaveTitle(/^\(1\)/);
    await ben.row("Garden").click({ button: "right" });
  }
  await ben.page.getByRole("menuitem", { name: "Mute for 8 hours" }).click();
  await ben.showList();
  await expect(ben.row("Garden").getByRole("img", { name: "Muted" })).toBeVisible();
  await expect(ben.page).toHaveTitle(/^Natter/);

  // In the settings he takes that back; then another window is in front, and the system tells him.
  await ben.lookAway();
  const differing = ben.page.getByRole("group", { name: "Conversations that differ" });
  await expect(differing.getByRole("listitem")).toHaveText(/Garden.*Muted until/);
  // It shows before the server knows, and what is said next is decided there.
  const kept = ben.page.waitForResponse(/preferences\/conversations/);
  await differing.getByRole("button", { name: "Reset Garden" }).click();
  expect((await kept).ok()).toBe(true);
  await expect(differing.getByRole("listitem")).toHaveCount(0);
  const shown = await ben.page.evaluateHandle(otherWindowInFront);
  await ana.write("Garden", "Bring gloves");
  await expect.poll(() => shown.evaluate((all) => all)).toEqual(["Garden: Ana Lima: Bring gloves"]);
});

/** In the page: its window loses the focus, and notifications of the system are allowed; answers what they say. */
function otherWindowInFront(): string[] {
  const all: string[] = [];
  class Shown extends EventTarget {
    static permission = "granted";
    constructor(title: string, { body }: NotificationOptions) {
      super();
      all.push(`${title}: ${body}`);
    }
    close(): void {
      all.pop();
    }
  }
  Object.assign(window, { Notification: Shown });
  document.hasFocus = () => false;
  window.dispatchEvent(new Event("blur"));
  return all;
}
