/**
 * Tells the service worker what to keep: every script and style, the page, what the page names, and the letters that most people read.
 *
 * The worker is built with the client (vite.config.ts) as /sw.js. It must be one file: browsers run it as a classic script.
 */

import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import type { Plugin, Rolldown } from "vite";

export const workerFile = "sw.js";
const PLACE = "NATTER_SHELL";
/** From public/: they are not in the bundle. */
const publicFiles = ["/appearance.js", "/favicon.svg", "/manifest.webmanifest"];
/** Other scripts' letters come when somebody writes in them. */
const font = /inter-latin-wght-normal.*\.woff2$/;

export function offlineShell(): Plugin {
  return {
    name: "offline-shell",
    apply: "build",
    enforce: "post",
    generateBundle: {
      order: "post",
      handler(_options, bundle) {
        const worker = bundle[workerFile];
        if (worker?.type !== "chunk") return this.error(`The build has no ${workerFile}.`);
        if (worker.imports.length > 0 || /\b(import|export)\b *[{*"']/.test(worker.code)) this.error(`${workerFile} imports something: the worker must be one file.`);
        const kept = Object.values(bundle).filter((output) => output !== worker && isKept(output));
        const files = ["/", ...publicFiles, ...kept.map((output) => `/${output.fileName}`).toSorted()];
        const shell = { version: versionOf(bundle, files), files };
        worker.code = worker.code.replace(PLACE, () => JSON.stringify(shell));
        this.info(`offline shell: ${files.length} files`);
      },
    },
  };
}

function isKept(output: Rolldown.OutputChunk | Rolldown.OutputAsset): boolean {
  return output.type === "chunk" || output.fileName.endsWith(".css") || font.test(output.fileName);
}

/** The names of assets carry their content; the page and what is in public/ do not. */
function versionOf(bundle: Rolldown.OutputBundle, files: string[]): string {
  const page = bundle["index.html"];
  const content = page?.type === "asset" ? page.source : "";
  const hash = createHash("sha256").update(files.join()).update(content);
  for (const path of publicFiles) hash.update(readFileSync(new URL(`../public${path}`, import.meta.url)));
  return hash.digest("hex").slice(0, 12);
}
