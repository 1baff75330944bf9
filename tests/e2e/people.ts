/** The people of one test, each with a browser context of their own that ends with the test. */
import { test as base, expect, type Browser, type Page } from "@playwright/test";
import { Door, type Grant } from "./door";
import { Person } from "./person";

export const PASSWORD = "four quiet words";

export class People {
  private readonly pages: Page[] = [];

  constructor(private readonly browser: Browser) {}

  /**
   * In a new browser, not logged in. It keeps nothing of the client for later unless `isInstalled`: each browser would
   * fetch all of it once more behind every test.
   */
  async arrive(name: string, username = usernameFor(name), { isInstalled = false } = {}): Promise<Person> {
    return new Person(name, username, await this.newPage(isInstalled));
  }

  /** People with an account, each at a list without conversations. Made without the form, which account.spec.ts fills in. */
  async register<Names extends string[]>(...names: Names): Promise<{ [Place in keyof Names]: Person }> {
    return (await Promise.all(names.map((name) => this.registerOne(name)))) as { [Place in keyof Names]: Person };
  }

  /** One whose browser keeps the client for later. */
  async registerInstalled(name: string): Promise<Person> {
    return this.registerOne(name, true);
  }

  /** The same account on one more device. */
  async onAnotherDevice({ name, username }: Person): Promise<Person> {
    return this.enter(name, username, "login", { login: username, password: PASSWORD });
  }

  async leave(): Promise<void> {
    await Promise.all(this.pages.map((page) => page.context().close()));
  }

  private async registerOne(name: string, isInstalled = false): Promise<Person> {
    const username = usernameFor(name);
    return this.enter(name, username, "register", { username, display_name: name, password: PASSWORD }, isInstalled);
  }

  /** A browser that was logged in when it was used last: it has the cookie, and remembers as whom. */
  private async enter(name: string, username: string, by: "register" | "login", input: object, isInstalled = false): Promise<Person> {
    const page = await this.newPage(isInstalled);
    // The smallest page of this origin.
    await page.goto("/healthz");
    const granted = await page.evaluate(
      async ({ by, input }): Promise<Grant> => {
        const answer = await fetch(`/api/auth/${by}`, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(input) });
        if (!answer.ok) throw new Error(`${by}: ${answer.status} ${await answer.text()}`);
        const grant = (await answer.json()) as Grant;
        localStorage.setItem("natter.logged-in", "1");
        localStorage.setItem("natter.me", JSON.stringify(grant.user));
        return grant;
      },
      { by, input },
    );
    const person = new Person(name, username, page, Door.of(page.context().request, granted));
    await page.goto("/");
    await expect(page.getByRole("heading", { name: "Chats" })).toBeVisible();
    return person;
  }

  private async newPage(isInstalled: boolean): Promise<Page> {
    const context = await this.browser.newContext(isInstalled ? { serviceWorkers: "allow" } : {});
    const page = await context.newPage();
    this.pages.push(page);
    return page;
  }
}

export const test = base.extend<{ people: People }>({
  people: async ({ browser }, use) => {
    const people = new People(browser);
    await use(people);
    await people.leave();
  },
});

/** Unique, so that a stack that was used before serves again. */
function usernameFor(name: string): string {
  const plain = name.normalize("NFKD").toLowerCase().replaceAll(/[^a-z]/g, "") || "person";
  return `${plain.slice(0, 16)}.${Math.random().toString(36).slice(2, 10)}`;
}
