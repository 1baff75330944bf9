/** Pictures of every screen, which `./natter screenshots` takes of a demo: two layouts, and in each both themes. */
import { defineConfig } from "@playwright/test";
import everyday from "./playwright.config";

export default defineConfig(everyday, {
  testDir: "screens",
  outputDir: "../../test-results/screens",
  timeout: 400_000,
});
