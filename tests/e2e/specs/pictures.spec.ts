/** Real pictures of the running product for README: the group as Ana sees it, light on a desktop and dark on a phone. */
import { expect } from "@playwright/test";
import { fileURLToPath } from "node:url";
import { test } from "../people";

const IMAGES = fileURLToPath(new URL("../../../docs/images/", import.meta.url));
const TALK: [speaker: number, words: string][] = [
  [1, "The proofs are back from the printer. Page four is too dark, everything else looks lovely."],
  [2, "I have the original of that photograph, I can send a brighter one tonight."],
  [0, "Please do. Then we swap it and stay within the deadline."],
  [1, "Thursday noon, they were firm about it: https://natter.example/autumn/schedule"],
  [2, "That leaves us two evenings."],
  [2, "Enough, if nobody falls ill."],
  [0, "Let us meet tomorrow at six, go through it once more, and send it off together."],
  [1, "Six is good. I bring the cake."],
];

test("pictures for the documentation", async ({ people }, info) => {
  const ana = await people.register("Ana Lima");
  const jonas = await people.register("Jonas Weber");
  const mei = await people.register("Mei Tanaka");
  const sam = await people.register("Sam Okafor");
  const speakers = [ana, jonas, mei];
  for (const [person, colour] of [[ana, "Teal"], [jonas, "Blue"], [mei, "Magenta"], [sam, "Orange"]] as const) {
    await person.lookAway();
    await person.page.getByRole("radio", { name: colour, exact: true }).click();
    await expect(person.page.getByRole("radio", { name: colour, exact: true })).toBeChecked();
    await person.page.goto("/");
  }

  await sam.startDirectWith(ana);
  await sam.write("Ana Lima", "The room is booked, key is at the desk.");
  await mei.startDirectWith(ana);
  await mei.write("Ana Lima", "Sent you the photograph.");
  await jonas.startGroup("Reading circle", [ana, sam]);
  await jonas.write("Reading circle", "Chapter three for next week?");
  await ana.startGroup("Autumn issue", [jonas, mei, sam]);
  for (const person of [jonas, mei]) await person.open("Autumn issue");
  for (const [speaker, words] of TALK) {
    await speakers[speaker]?.write("Autumn issue", words);
    await ana.sees("Autumn issue", words);
  }
  await expect(ana.page.getByText(/Seen by .*Mei Tanaka/)).toBeAttached();
  await mei.composer("Autumn issue").pressSequentially("Lemon");
  await expect(ana.page.getByText("Mei Tanaka is typing")).toBeVisible();

  const isPhone = info.project.name === "phone";
  await ana.page.emulateMedia({ colorScheme: isPhone ? "dark" : "light", reducedMotion: "reduce" });
  await ana.page.mouse.move(0, 0);
  await ana.page.evaluate(() => document.fonts.ready);
  await ana.page.screenshot({ path: `${IMAGES}conversation-${isPhone ? "phone-dark" : "desktop-light"}.png` });
  if (!isPhone) return;
  await ana.showList();
  await expect(ana.row("Autumn issue")).toBeVisible();
  await ana.page.emulateMedia({ colorScheme: "light", reducedMotion: "reduce" });
  await ana.page.screenshot({ path: `${IMAGES}chats-phone-light.png` });
});
