/** axe-core on a page as it is, in both themes. */
import { expect, type Page } from "@playwright/test";
import axe from "axe-core";

/** All that can differ between themes. */
const COLOUR_RULES = ["color-contrast", "link-in-text-block"];
/** A menu stands outside of the page's landmarks by nature, as menus of the platform do. */
export const MENU_IS_OPEN = { without: ["region"] };

/** No rule is broken but those in `without`; in the dark theme those are asked that judge colours. */
export async function expectNoViolation(page: Page, where: string, { without = [] as string[] } = {}): Promise<void> {
  if (!(await page.evaluate(() => "axe" in window))) await page.evaluate(axe.source);
  const rules = Object.fromEntries(without.map((id) => [id, { enabled: false }]));
  await page.emulateMedia({ colorScheme: "light" });
  expect(await violations(page, { rules }), `${where}, light`).toEqual([]);
  await page.emulateMedia({ colorScheme: "dark" });
  expect(await violations(page, { runOnly: COLOUR_RULES }), `${where}, dark`).toEqual([]);
  await page.emulateMedia({ colorScheme: "light" });
}

function violations(page: Page, options: axe.RunOptions): Promise<string[]> {
  return page.evaluate(
    async (given) => {
      const found = await (window as unknown as { axe: typeof axe }).axe.run(document, { ...given, resultTypes: ["violations"] });
      return found.violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(" ")).join(", ")}`);
    },
    options,
  );
}
