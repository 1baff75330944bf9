import { expect, type Page } from "@playwright/test";
import { test, type People } from "../people";
import type { Person } from "../person";
import { crash, freeze, TabSockets } from "../tab-sockets";

/** Ana has two tabs with one conversation, in which Jonas has said hello. */
async function twoTabs(people: People, { hasLocks = true } = {}) {
  const [ana] = await people.register("Ana Lima");
  // As a browser does on plain http.
  if (!hasLocks) await ana.page.context().addInitScript(() => Object.defineProperty(Navigator.prototype, "locks", { value: undefined }));
  const [jonas] = await people.register("Jonas Weber");
  await jonas.hasSaid(await jonas.openDirectWith(ana), "Hello.");
  const sockets = new TabSockets();
  await ana.page.goto("about:blank");
  sockets.watch(ana.page);
  await ana.page.goto("/");
  await ana.open("Jonas Weber");
  const second = await anotherTab(ana, sockets);
  return { jonas, sockets, tabs: [ana, second] };
}

async function anotherTab(ana: Person, sockets: TabSockets): Promise<Person> {
  ana.page.context().once("page", (page: Page) => sockets.watch(page));
  const tab = await ana.openTab();
  await tab.open("Jonas Weber");
  await tab.sees("Jonas Weber", "Hello.");
  return tab;
}

async function sorted({ sockets, tabs }: { sockets: TabSockets; tabs: Person[] }) {
  const page = await sockets.holder();
  const holder = tabs.find((tab) => tab.page === page)!;
  return { holder, follower: tabs.find((tab) => tab !== holder)! };
}

test.skip(({ isMobile }) => isMobile, "which tab has the connection is the same in every layout");

test("two tabs have one connection, and both see and say everything", async ({ people }) => {
  const scene = await twoTabs(people);
  const { holder, follower } = await sorted(scene);
  await follower.write("Jonas Weber", "From the one without.");
  await scene.jonas.sees("Ana Lima", "From the one without.");
  await holder.write("Jonas Weber", "From the one with.");
  await scene.jonas.write("Ana Lima", "Both, please.");
  for (const tab of scene.tabs) {
    for (const body of ["From the one without.", "From the one with.", "Both, please."]) await tab.sees("Jonas Weber", body);
    await expect(tab.messages("Jonas Weber")).toHaveCount(4);
  }
  await scene.sockets.holder();
});

test("when the tab with the connection is closed, the other goes on", async ({ people }) => {
  const scene = await twoTabs(people);
  const { holder, follower } = await sorted(scene);
  await holder.page.close();
  await scene.jonas.write("Ana Lima", "Still there?");
  await follower.sees("Jonas Weber", "Still there?");
  await follower.write("Jonas Weber", "Still here.");
  await scene.jonas.sees("Ana Lima", "Still here.");
  expect(await scene.sockets.holder()).toBe(follower.page);
});

test("when the tab with the connection crashes with messages unsent, they arrive once and in order", async ({ people }) => {
  const scene = await twoTabs(people);
  const { holder, follower } = await sorted(scene);
  await holder.page.context().setOffline(true);
  for (const body of ["First, offline.", "Second, offline."]) await holder.write("Jonas Weber", body);
  await follower.write("Jonas Weber", "Third, in the other tab.");
  for (const body of ["First, offline.", "Second, offline.", "Third, in the other tab."]) await follower.sees("Jonas Weber", body);
  await crash(holder.page);
  await follower.page.context().setOffline(false);
  await expect(scene.jonas.messages("Ana Lima")).toHaveCount(4);
  for (const [index, body] of ["First, offline.", "Second, offline.", "Third, in the other tab."].entries()) {
    await expect(scene.jonas.messages("Ana Lima").nth(index + 1)).toContainText(body);
  }
  const third = await anotherTab(follower, scene.sockets);
  await expect(third.messages("Jonas Weber")).toHaveCount(4);
  await expect(follower.messages("Jonas Weber")).toHaveCount(4);
  expect(await scene.sockets.holder()).toBe(follower.page);
});

test("when every tab dies with messages unsent, the next one sends them once", async ({ people }) => {
  const scene = await twoTabs(people);
  const context = scene.tabs[0]!.page.context();
  const { holder, follower } = await sorted(scene);
  await context.setOffline(true);
  await follower.write("Jonas Weber", "Written before the crash.");
  await holder.sees("Jonas Weber", "Written before the crash.");
  for (const tab of scene.tabs) await crash(tab.page);
  await context.setOffline(false);
  await anotherTab(follower, scene.sockets);
  await scene.jonas.sees("Ana Lima", "Written before the crash.");
  await expect(scene.jonas.messages("Ana Lima")).toHaveCount(2);
});

test("when the tab with the connection stands still, the other takes its place", async ({ people }) => {
  const scene = await twoTabs(people);
  const { holder, follower } = await sorted(scene);
  await freeze(holder.page);
  await follower.write("Jonas Weber", "Mine stands still.");
  await scene.jonas.sees("Ana Lima", "Mine stands still.");
  await scene.jonas.write("Ana Lima", "I see this one.");
  await follower.sees("Jonas Weber", "I see this one.");
  await expect(scene.jonas.messages("Ana Lima")).toHaveCount(3);
});

test("without locks each tab has a connection, and what all of them know to be unsent arrives once", async ({ people }) => {
  const scene = await twoTabs(people, { hasLocks: false });
  const [first, second] = scene.tabs as [Person, Person];
  const context = first.page.context();
  await first.write("Jonas Weber", "From the first.");
  await second.sees("Jonas Weber", "From the first.");
  await context.setOffline(true);
  await first.write("Jonas Weber", "Kept by the first.");
  await second.page.close();
  await context.setOffline(false);
  const third = await anotherTab(first, scene.sockets);
  await scene.jonas.sees("Ana Lima", "Kept by the first.");
  await third.sees("Jonas Weber", "Kept by the first.");
  await expect(scene.jonas.messages("Ana Lima")).toHaveCount(3);
  await expect(third.messages("Jonas Weber")).toHaveCount(3);
});
