/** Going through the client by keys alone, where the focus is looked at after each of them. */
import { expect, type Locator, type Page } from "@playwright/test";

export class Keys {
  constructor(private readonly page: Page) {}

  /** Each key, one after the other; the focus must be seen after each. */
  async press(...keys: string[]): Promise<void> {
    for (const key of keys) {
      await this.page.keyboard.press(key);
      await expect.poll(() => this.page.evaluate(lookAtFocus), { message: `the focus after ${key}`, intervals: [20, 50, 100] }).toBe("seen");
    }
  }

  async type(words: string): Promise<void> {
    await this.page.keyboard.type(words);
    expect(await this.page.evaluate(lookAtFocus), `the focus after “${words}”`).toBe("seen");
  }

  /** The key again and again until `target` has the focus. */
  async pressUntil(key: string, target: Locator): Promise<void> {
    for (let count = 0; count < 40; count += 1) {
      await this.press(key);
      if (await target.evaluate((element) => element === document.activeElement)) return;
    }
    throw new Error(`${target} was not reached by ${key}`);
  }
}

/** "seen", or what is wrong. A ring, an edge of a frame in its colour, a lit row of a menu; the text cursor where there is but one field. */
function lookAtFocus(): string {
  const focused = document.activeElement;
  if (!(focused instanceof HTMLElement) || focused === document.body) return "lost";
  const name = `${focused.tagName.toLowerCase()} ${focused.getAttribute("aria-label") ?? focused.textContent?.slice(0, 40)}`;
  const { top, bottom, left, right } = focused.getBoundingClientRect();
  if (bottom <= 0 || right <= 0 || top >= innerHeight || left >= innerWidth || top === bottom) return `out of sight: ${name}`;
  const probe = document.body.appendChild(document.createElement("i"));
  probe.style.color = "var(--focus)";
  const colour = getComputedStyle(probe).color;
  probe.remove();
  const frames = [focused, focused.parentElement, focused.parentElement?.parentElement].flatMap((element) => element ?? []);
  const isSeen =
    frames.map((frame) => getComputedStyle(frame)).some((style) => (style.outlineStyle !== "none" && style.outlineColor === colour) || style.borderTopColor === colour) ||
    focused.matches("[role=menuitem][data-highlighted], [role=dialog] input[role=combobox]");
  return isSeen ? "seen" : `not shown: ${name}`;
}
