/** The service worker: hands the browser's events to shell-cache.ts. A new one waits until somebody says "take over". */

import { createShellCache, type Shell } from "./shell-cache";

/** Written in by scripts/offline-shell.ts. */
declare const NATTER_SHELL: Shell;

interface LastingEvent extends Event {
  waitUntil(work: Promise<unknown>): void;
}

interface RequestEvent extends Event {
  request: Request;
  respondWith(response: Promise<Response>): void;
}

/** What is used of a worker's global scope, whose own types cannot stand beside those of a page. */
interface WorkerScope {
  addEventListener(type: "install" | "activate", listener: (event: LastingEvent) => void): void;
  addEventListener(type: "fetch", listener: (event: RequestEvent) => void): void;
  addEventListener(type: "message", listener: (event: MessageEvent) => void): void;
  skipWaiting(): Promise<void>;
  clients: { claim(): Promise<void> };
}

const scope = globalThis as unknown as WorkerScope;
const cache = createShellCache({ shell: NATTER_SHELL, caches, fetch: (request) => fetch(request), origin: location.origin });

scope.addEventListener("install", (event) => event.waitUntil(cache.fill()));
scope.addEventListener("activate", (event) => event.waitUntil(cache.tidy().then(() => scope.clients.claim())));
scope.addEventListener("message", ({ data }) => {
  if (data === "take over") void scope.skipWaiting();
});
scope.addEventListener("fetch", (event) => {
  const answer = cache.answerTo(event.request);
  if (answer) event.respondWith(answer);
});
