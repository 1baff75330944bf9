/** A person at a browser of their own: finds others, opens conversations, writes and reads. Made by people.ts. */
import { expect, type Locator, type Page } from "@playwright/test";
import type { Door } from "./door";

/** The server's word that all before it was missed, and all after it is news. */
const CAUGHT_UP = '{"type":"caught"}';

export class Person {
  private isLive = false;

  /** The page must not have loaded the client yet. `door`: of who has an account already. */
  constructor(
    readonly name: string,
    readonly username: string,
    readonly page: Page,
    private readonly door: Door | null = null,
  ) {
    page.on("request", (request) => {
      if (request.isNavigationRequest()) this.isLive = false;
    });
    page.on("websocket", (socket) => {
      socket.on("framereceived", ({ payload }) => {
        if (payload === CAUGHT_UP) this.isLive = true;
      });
    });
  }

  // -- what has to be there before a test begins

  /** The one direct conversation with `other`; its id. */
  async hasDirectWith(other: Person): Promise<string> {
    return this.known().direct(other.known().userId);
  }

  /** A group of mine; its id. */
  async hasGroup(title: string, others: Person[]): Promise<string> {
    return this.known().group(title, others.map((other) => other.known().userId));
  }

  /** Messages of mine, in this order. */
  async hasSaid(conversationId: string, ...bodies: string[]): Promise<void> {
    await this.known().say(conversationId, ...bodies);
  }

  known(): Door {
    if (!this.door) throw new Error(`${this.name} has no account yet`);
    return this.door;
  }

  // -- by hand

  /** One more tab of the same browser, at the list. */
  async openTab(): Promise<Person> {
    const tab = new Person(this.name, this.username, await this.page.context().newPage(), this.door);
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

  /** Made over REST, then opened. */
  async openDirectWith(other: Person): Promise<string> {
    const conversationId = await this.hasDirectWith(other);
    await this.open(other.name);
    return conversationId;
  }

  /** Made over REST, then opened. */
  async openGroup(title: string, others: Person[]): Promise<string> {
    const conversationId = await this.hasGroup(title, others);
    await this.open(title);
    return conversationId;
  }

  /** On a phone the list is a page of its own; on a desktop it is always there. */
  async showList(): Promise<void> {
    const back = this.page.getByRole("link", { name: "Back" });
    if (await back.isVisible()) await back.click();
    await expect(this.page.getByRole("heading", { name: "Chats" })).toBeVisible();
  }

  /** Everything from here on reaches this page as it happens, also what is not told again later: who types, what pops up. */
  async listens(): Promise<void> {
    await expect.poll(() => this.isLive, { message: `the connection of ${this.name}` }).toBe(true);
  }

  /** To another address of the client without loading it anew, as its own links lead there. */
  async follow(address: string): Promise<void> {
    await this.page.evaluate((to) => {
      history.pushState(null, "", to);
      dispatchEvent(new PopStateEvent("popstate"));
    }, address);
  }

  /** Leaves the conversation, so that what arrives there is news. */
  async lookAway(): Promise<void> {
    await this.follow("/you");
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
