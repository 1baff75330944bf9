/** A person at a browser of their own: finds others, opens conversations, writes and reads. Made by people.ts. */
import { expect, type Locator, type Page } from "@playwright/test";

export class Person {
  constructor(
    readonly name: string,
    readonly username: string,
    readonly page: Page,
  ) {}

  /** One more tab of the same browser, at the list. */
  async openTab(): Promise<Person> {
    const tab = new Person(this.name, this.username, await this.page.context().newPage());
    await tab.page.goto("/");
    await expect(tab.page.getByRole("heading", { name: "Chats" })).toBeVisible();
    return tab;
  }

  async startDirectWith(other: Person): Promise<void> {
    await this.showList();
    await this.page.getByRole("button", { name: "New conversation", exact: true }).click();
    await this.page.getByRole("menuitem", { name: "Message a person" }).click();
    await this.choose(other);
    await expect(this.composer(other.name)).toBeVisible();
  }

  async startGroup(title: string, others: Person[]): Promise<void> {
    await this.showList();
    await this.page.getByRole("button", { name: "New conversation", exact: true }).click();
    await this.page.getByRole("menuitem", { name: "Create a group" }).click();
    await this.page.getByLabel("Group name").fill(title);
    for (const other of others) await this.choose(other);
    await this.page.getByRole("button", { name: /^Create group/ }).click();
    await expect(this.composer(title)).toBeVisible();
  }

  private async choose(other: Person): Promise<void> {
    await this.page.getByRole("combobox").fill(other.username);
    await this.page.getByRole("option", { name: other.name }).click();
  }

  async open(title: string): Promise<void> {
    await this.showList();
    await this.row(title).click();
    await expect(this.composer(title)).toBeVisible();
  }

  /** On a phone the list is a page of its own; on a desktop it is always there. */
  async showList(): Promise<void> {
    const back = this.page.getByRole("link", { name: "Back" });
    if (await back.isVisible()) await back.click();
    await expect(this.page.getByRole("heading", { name: "Chats" })).toBeVisible();
  }

  /** Leaves the conversation, so that what arrives there is news. */
  async lookAway(): Promise<void> {
    await this.page.goto("/you");
    await expect(this.page.getByRole("heading", { name: "You", exact: true })).toBeVisible();
  }

  async write(title: string, body: string): Promise<void> {
    await this.composer(title).fill(body);
    await this.composer(title).press("Enter");
  }

  composer(title: string): Locator {
    return this.page.getByRole("textbox", { name: `Message ${title}`, exact: true });
  }

  row(title: string): Locator {
    return this.page.getByRole("navigation", { name: "Conversations" }).getByRole("link").filter({ hasText: title });
  }

  messages(title: string): Locator {
    return this.page.getByRole("region", { name: `Messages with ${title}` }).getByRole("listitem");
  }

  async sees(title: string, body: string): Promise<void> {
    await expect(this.messages(title).filter({ hasText: body })).toHaveCount(1);
  }
}
