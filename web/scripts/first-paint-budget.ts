/**
 * Fails the build when what a browser must load before it can show a conversation grows beyond the budget.
 *
 * Counted: the entry, the frame and the conversation screen with all that they import at once, compressed. What they ask
 * for later (dialogs, menus, details) is free.
 */

import { gzipSync } from "node:zlib";
import type { Plugin, Rolldown } from "vite";

const budgetKilobytes = 147;
const firstScreens = ["AppFrame.tsx", "ConversationScreen.tsx"];

export function firstPaintBudget(): Plugin {
  return {
    name: "first-paint-budget",
    apply: "build",
    generateBundle(_options, bundle) {
      const chunks = Object.values(bundle).filter((output) => output.type === "chunk");
      const needed = new Set<string>();
      for (const chunk of chunks) if (firstScreens.some((name) => isChunkOf(chunk, name))) collect(chunk.fileName, chunks, needed);
      const bytes = chunks.filter((chunk) => needed.has(chunk.fileName)).reduce((total, chunk) => total + gzipSync(chunk.code).length, 0);
      const kilobytes = Math.round(bytes / 102.4) / 10;
      this.info(`first paint: ${kilobytes} of ${budgetKilobytes} KB gzip in ${needed.size} files`);
      if (kilobytes > budgetKilobytes) this.error("The first paint needs too much: load what it does not show with lazy(), as Overlays.tsx is.");
    },
  };
}

/** The entry counts whatever it is called; the service worker starts when all is shown. */
function isChunkOf(chunk: Rolldown.OutputChunk, name: string): boolean {
  return (chunk.isEntry && chunk.name !== "worker") || (chunk.facadeModuleId?.endsWith(`/${name}`) ?? false);
}

function collect(fileName: string, chunks: Rolldown.OutputChunk[], needed: Set<string>): void {
  if (needed.has(fileName)) return;
  needed.add(fileName);
  for (const imported of chunks.find((chunk) => chunk.fileName === fileName)?.imports ?? []) collect(imported, chunks, needed);
}
