import { expect, test as base, type Page } from "@playwright/test";
import { Lighthouse, type Verdict } from "../lighthouse";
import { PASSWORD } from "../people";

const test = base.extend<{ lighthouse: Lighthouse }>({
  lighthouse: async ({ baseURL }, use) => {
    const lighthouse = await Lighthouse.open(baseURL);
    await use(lighthouse);
    await lighthouse.close();
  },
});

/** Accessibility and best practices are the same on every machine; how fast it is depends on what else runs, and is told. */
function expectQuality(name: string, { performance, accessibility, bestPractices, metrics, shortcomings }: Verdict): void {
  console.log(`lighthouse, ${name}: performance ${performance}, accessibility ${accessibility}, best practices ${bestPractices}; ${metrics}`);
  expect.soft(shortcomings, name).toEqual([]);
  expect.soft(accessibility, name).toBe(100);
  expect.soft(bestPractices, name).toBeGreaterThanOrEqual(95);
}

/** A new account in a group that has something to read. Resolves to its address. */
async function joinTalk(page: Page): Promise<string> {
  const username = `ana.${Date.now().toString(36)}`;
  await page.goto("/register");
  await page.getByLabel("Your name").fill("Ana Lima");
  await page.getByLabel("Username").fill(username);
  await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
  const [answer] = await Promise.all([page.waitForResponse("**/api/auth/register"), page.getByRole("button", { name: "Create account" }).click()]);
  const { access_token: token } = (await answer.json()) as { access_token: string };
  await expect(page.getByRole("heading", { name: "Chats" })).toBeVisible();
  const post = async (path: string, data: object): Promise<{ id: string }> => {
    const done = await page.request.post(`/api/chat/conversations${path}`, { data, headers: { authorization: `Bearer ${token}` } });
    expect(done.ok()).toBe(true);
    return (await done.json()) as { id: string };
  };
  const { id } = await post("", { kind: "group", title: "Autumn issue", member_ids: [] });
  for (let number = 1; number <= 20; number += 1) await post(`/${id}/messages`, { client_message_id: `m${number}`, body: `The proofs of page ${number} are back from the printer.` });
  return `/c/${id}`;
}

test("Lighthouse finds nothing to mend, before and behind the login", async ({ lighthouse, baseURL }, info) => {
  test.skip(info.project.name === "desktop", "it looks as on a phone");
  expectQuality("login", await lighthouse.look("login", `${baseURL}/login`));
  const page = await lighthouse.context.newPage();
  const path = await joinTalk(page);
  await page.close();
  expectQuality("conversation", await lighthouse.look("conversation", `${baseURL}${path}`));
});
