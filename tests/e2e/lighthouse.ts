/**
 * What Lighthouse says of pages, as on a phone with a slow line: in a Chromium of its own, since it needs the whole of one.
 *
 * The report of each page is kept in test-results/lighthouse/, to be opened in a browser.
 */
import { chromium, type BrowserContext } from "@playwright/test";
import lighthouse, { type Config, type Result } from "lighthouse";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { findBrowser } from "./browser";

const REPORTS = fileURLToPath(new URL("../../test-results/lighthouse/", import.meta.url));
const METRICS = ["first-contentful-paint", "largest-contentful-paint", "total-blocking-time", "cumulative-layout-shift", "speed-index"];

const PHONE: Config = {
  extends: "lighthouse:default",
  settings: {
    onlyCategories: ["performance", "accessibility", "best-practices"],
    // Who is logged in stays so; everything else is as on a new phone.
    clearStorageTypes: ["file_systems", "shader_cache", "service_workers", "cache_storage", "indexeddb"],
    disableFullPageScreenshot: true,
  },
};

/** Scores are 0 to 100. `shortcomings`: what keeps accessibility and best practices from 100, one line each. */
export interface Verdict {
  performance: number;
  accessibility: number;
  bestPractices: number;
  metrics: string;
  shortcomings: string[];
}

export class Lighthouse {
  private constructor(
    /** Whose cookies and storage the pages have that are looked at. */
    readonly context: BrowserContext,
    private readonly folder: string,
    private readonly port: number,
  ) {}

  static async open(baseURL: string | undefined): Promise<Lighthouse> {
    const folder = await mkdtemp(join(tmpdir(), "natter-lighthouse-"));
    const { executablePath, args } = await findBrowser();
    const context = await chromium.launchPersistentContext(folder, {
      executablePath,
      args: [...args, "--remote-debugging-port=0"],
      ...(baseURL === undefined ? {} : { baseURL }),
    });
    const [port] = (await readFile(join(folder, "DevToolsActivePort"), "utf8")).split("\n");
    return new Lighthouse(context, folder, Number(port));
  }

  /** The page at this address, opened anew. */
  async look(name: string, address: string): Promise<Verdict> {
    const found = await lighthouse(address, { port: this.port, output: "html", logLevel: "error" }, PHONE);
    if (!found) throw new Error(`Lighthouse found nothing at ${address}`);
    await mkdir(REPORTS, { recursive: true });
    await writeFile(join(REPORTS, `${name}.html`), String(found.report));
    if (found.lhr.runtimeError) throw new Error(found.lhr.runtimeError.message);
    return verdict(found.lhr);
  }

  async close(): Promise<void> {
    await this.context.close();
    await rm(this.folder, { recursive: true, force: true });
  }
}

function verdict({ audits, categories }: Result): Verdict {
  const score = (id: string): number => Math.round((categories[id]?.score ?? 0) * 100);
  const asserted = ["accessibility", "best-practices"].flatMap((id) => categories[id]?.auditRefs ?? []);
  const missed = asserted.filter(({ id, weight }) => weight > 0 && (audits[id]?.score ?? 1) < 1);
  return {
    performance: score("performance"),
    accessibility: score("accessibility"),
    bestPractices: score("best-practices"),
    metrics: METRICS.map((id) => `${audits[id]?.title} ${audits[id]?.displayValue}`).join(", "),
    shortcomings: missed.map(({ id }) => `${id}: ${audits[id]?.title} ${JSON.stringify(audits[id]?.details ?? {}).slice(0, 600)}`),
  };
}
