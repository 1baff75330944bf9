/** The people of one test, each with a browser context of their own that ends with the test. */
import { test as base, expect, type Browser, type BrowserContext, type TestInfo } from "@playwright/test";
import { Person } from "./person";

export const PASSWORD = "four quiet words";

export class People {
  private readonly contexts: BrowserContext[] = [];

  constructor(
    private readonly browser: Browser,
    private readonly info: TestInfo,
  ) {}

  /**
   * In a new browser, not logged in. It keeps nothing of the client for later unless `isInstalled`: each browser would
   * fetch all of it once more behind every test.
   */
  async arrive(name: string, username = usernameFor(name), { isInstalled = false } = {}): Promise<Person> {
    const { viewport, isMobile, hasTouch, deviceScaleFactor, baseURL, locale, timezoneId } = this.info.project.use;
    const context = await this.browser.newContext({
      serviceWorkers: isInstalled ? "allow" : "block",
      ...defined({ viewport, isMobile, hasTouch, deviceScaleFactor, baseURL, locale, timezoneId }),
    });
    this.contexts.push(context);
    return new Person(name, username, await context.newPage());
  }

  async register(name: string, { isInstalled = false } = {}): Promise<Person> {
    const person = await this.arrive(name, usernameFor(name), { isInstalled });
    await person.page.goto("/register");
    await person.page.getByLabel("Your name").fill(person.name);
    await person.page.getByLabel("Username").fill(person.username);
    await person.page.getByLabel("Password", { exact: true }).fill(PASSWORD);
    await person.page.getByRole("button", { name: "Create account" }).click();
    await expect(person.page.getByRole("heading", { name: "Chats" })).toBeVisible();
    return person;
  }

  /** The same account on one more device. */
  async onAnotherDevice(person: Person): Promise<Person> {
    const again = await this.arrive(person.name, person.username);
    await again.page.goto("/login");
    await again.page.getByLabel("Username").fill(person.username);
    await again.page.getByLabel("Password", { exact: true }).fill(PASSWORD);
    await again.page.getByRole("button", { name: "Log in" }).click();
    await expect(again.page.getByRole("heading", { name: "Chats" })).toBeVisible();
    return again;
  }

  async leave(): Promise<void> {
    for (const context of this.contexts) await context.close();
  }
}

export const test = base.extend<{ people: People }>({
  people: async ({ browser }, use, info) => {
    const people = new People(browser, info);
    await use(people);
    await people.leave();
  },
});

/** Unique, so that a stack that was used before serves again. */
function usernameFor(name: string): string {
  const plain = name.normalize("NFKD").toLowerCase().replaceAll(/[^a-z]/g, "") || "person";
  return `${plain.slice(0, 16)}.${Math.random().toString(36).slice(2, 10)}`;
}

function defined<Options extends object>(options: Options): Partial<Options> {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as Partial<Options>;
}
