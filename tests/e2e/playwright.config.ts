/**
 * Two layouts of one client against a running Natter, whose address is NATTER_URL (`./natter test e2e` starts one).
 *
 * Every test makes people of its own, so that tests neither wait for nor disturb each other and a stack can be used again.
 */
import { defineConfig } from "@playwright/test";
import { findBrowser } from "./browser";

const { executablePath, args } = await findBrowser();

export default defineConfig({
  testDir: "specs",
  outputDir: `../../test-results/e2e/${process.env["NATTER_LAYOUT"] ?? "both"}`,
  timeout: 120_000,
  expect: { timeout: 30_000 },
  workers: 1,
  // Two layouts share two cores in ./natter test. What needs its second try is listed as flaky in the end, and is to be mended.
  retries: process.env["NATTER_LAYOUT"] ? 1 : 0,
  forbidOnly: Boolean(process.env["CI"]),
  reporter: [["list"]],
  use: {
    baseURL: process.env["NATTER_URL"] ?? "http://127.0.0.1:8080",
    locale: "en-GB",
    timezoneId: "Europe/Berlin",
    // What moves is waited for before it is pressed; walk.spec.ts goes through everything with motion.
    reducedMotion: "reduce",
    serviceWorkers: "block",
    actionTimeout: 30_000,
    navigationTimeout: 60_000,
    screenshot: "only-on-failure",
    // A trace of everything, in case something fails, takes time: only when asked for.
    trace: process.env["NATTER_TRACE"] ? "retain-on-failure" : "off",
    launchOptions: { executablePath, args },
  },
  projects: [
    { name: "desktop", use: { viewport: { width: 1440, height: 900 } } },
    { name: "phone", use: { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true, deviceScaleFactor: 2 } },
  ],
});
