import tailwindcss from "@tailwindcss/vite";
import react from "@vitejs/plugin-react";
import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";
import { appIcons } from "./scripts/app-icons.ts";
import { firstPaintBudget } from "./scripts/first-paint-budget.ts";
import { messages } from "./scripts/messages.ts";
import { offlineShell, workerFile } from "./scripts/offline-shell.ts";

/** Where `npm run dev` finds the gateway. */
const gateway = process.env["NATTER_GATEWAY"] ?? "http://127.0.0.1:8080";

export default defineConfig({
  plugins: [messages(), react(), tailwindcss(), firstPaintBudget(), appIcons(), offlineShell()],
  resolve: { alias: { "@": fileURLToPath(new URL("src", import.meta.url)) } },
  // A catalog of words is one thing, not a name for each word.
  json: { namedExports: false },
  build: {
    target: "es2022",
    // The gateway's Content-Security-Policy allows neither data: fonts nor inline scripts.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: true,
    rolldownOptions: {
      input: { index: "index.html", worker: "src/worker/sw.ts" },
      output: {
        entryFileNames: ({ name }) => (name === "worker" ? workerFile : "assets/[name]-[hash].js"),
        // What is loaded first in any case is one file: less to ask for, and smaller.
        codeSplitting: { groups: [{ name: "start", test: /\/src\/app\/main\.tsx$/ }] },
      },
    },
  },
  server: {
    proxy: {
      "/api": { target: gateway, changeOrigin: true },
      "/ws": { target: gateway, ws: true, changeOrigin: true, rewriteWsOrigin: true },
    },
  },
  test: { environment: "node", include: ["src/**/*.test.ts"], restoreMocks: true },
});
