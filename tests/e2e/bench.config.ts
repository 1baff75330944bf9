/** Not tests: how long what one does in the client takes until it is painted, for `./natter bench client`. */
import { defineConfig } from "@playwright/test";
import everyday from "./playwright.config";

export default defineConfig(everyday, {
  testDir: "bench",
  outputDir: "../../test-results/bench-client",
  timeout: 600_000,
  retries: 0,
  reporter: [["line"]],
});
