/** Draws the icons of the installed client from the one picture of the mark, public/favicon.svg. */

import { initWasm, Resvg } from "@resvg/resvg-wasm";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import type { Plugin } from "vite";

const mark = new URL("../public/favicon.svg", import.meta.url);
/** Of the mark: its fill and its letter. */
const [fill, letter] = ["#00786a", "#fff"];
/** A system may cut a maskable icon to a circle of 80 %; the mark stays well inside. */
const safeShare = 0.64;

const icons = [
  { fileName: "icons/192.png", size: 192, isMaskable: false },
  { fileName: "icons/512.png", size: 512, isMaskable: false },
  { fileName: "icons/maskable-512.png", size: 512, isMaskable: true },
  // Apple cuts its own corners and shows transparency as black.
  { fileName: "icons/apple-180.png", size: 180, isMaskable: true },
];

export function appIcons(): Plugin {
  return {
    name: "app-icons",
    apply: "build",
    async generateBundle() {
      const svg = await readFile(mark, "utf8");
      await initWasm(readFile(createRequire(import.meta.url).resolve("@resvg/resvg-wasm/index_bg.wasm")));
      for (const { fileName, size, isMaskable } of icons) {
        const picture = new Resvg(isMaskable ? onGround(svg) : svg, { fitTo: { mode: "width", value: size } });
        this.emitFile({ type: "asset", fileName, source: picture.render().asPng() });
      }
    },
  };
}

/** The mark in its other colours, on a ground that reaches to the edges. */
function onGround(svg: string): string {
  const inner = svg.replace(/<svg[^>]*>|<\/svg>/g, "").replace(/#00786a|#fff/g, (colour) => (colour === fill ? letter : fill) ?? colour);
  const edge = (32 * (1 - safeShare)) / 2;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" fill="${fill}"/><g transform="translate(${edge} ${edge}) scale(${safeShare})">${inner}</g></svg>`;
}
