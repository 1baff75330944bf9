/**
 * Emoji in pictures look the same on every machine, also on one that has none: a font for the pages of these pictures. In one
 * colour, since the packaged browser draws none of several.
 */
import type { BrowserContext } from "@playwright/test";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const FOLDER = fileURLToPath(new URL("node_modules/@fontsource/noto-emoji/", import.meta.url));
const ADDRESS = "/pictures-emoji/";

/** The context must not mind the page's Content-Security-Policy. */
export async function addEmoji(context: BrowserContext): Promise<void> {
  const faces = readFileSync(`${FOLDER}index.css`, "utf8").replaceAll("./files/", ADDRESS);
  const css = `${faces} :root { --font-ui: "Inter Variable", "Inter Fallback", "Noto Emoji", system-ui, sans-serif !important; }`;
  await context.route(`**${ADDRESS}*`, (route, request) => route.fulfill({ path: `${FOLDER}files/${new URL(request.url()).pathname.slice(ADDRESS.length)}` }));
  await context.addInitScript((text) => {
    addEventListener("DOMContentLoaded", () => {
      const style = document.createElement("style");
      style.textContent = text;
      document.head.append(style);
    });
  }, css);
}
