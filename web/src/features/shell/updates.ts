/**
 * Newer builds of the client: the service worker that brings them, and when to change over.
 *
 * A new one is fetched behind the page and waits. Nothing changes under somebody who writes: they are told, and the page
 * starts again when they say so. Drafts and unsent messages are kept over that as over any reload.
 */

export interface Updates {
  /** Once, after the first paint. */
  start(): void;
  /** A good moment to look for a newer build; those close to the last one are let pass. */
  look(): void;
  isReady(): boolean;
  /** Starts again with the newer build. */
  change(): void;
  /** Answers how to stop listening. */
  listen(listener: () => void): () => void;
}

export type Workers = Pick<ServiceWorkerContainer, "register" | "controller" | "addEventListener">;

export interface UpdateParts {
  /** Undefined where the browser has none: without https. */
  workers: Workers | undefined;
  reload(): void;
  now?: () => number;
}

const LOOK_AFTER_MS = 10 * 60_000;
/** The page starts again even if the new worker says nothing. */
const CHANGE_WITHIN_MS = 3_000;

export function createUpdates({ workers, reload, now = Date.now }: UpdateParts): Updates {
  const listeners = new Set<() => void>();
  let registration: ServiceWorkerRegistration | null = null;
  let waiting: ServiceWorker | null = null;
  let isAsked = false;
  let lookedAt = now();

  async function register(container: Workers): Promise<void> {
    container.addEventListener("controllerchange", () => isAsked && reload());
    registration = await container.register("/sw.js", { updateViaCache: "none" });
    const { waiting: left } = registration;
    if (left && container.controller) found(left);
    registration.addEventListener("updatefound", () => registration?.installing && follow(registration.installing, container));
  }

  function follow(worker: ServiceWorker, { controller }: Workers): void {
    // The very first one is no update.
    if (!controller) return;
    worker.addEventListener("statechange", () => worker.state === "installed" && found(worker));
  }

  function found(worker: ServiceWorker): void {
    waiting = worker;
    for (const listener of listeners) listener();
  }

  return {
    // Without it the client works as ever, only not without a network.
    start: () => void (workers && register(workers).catch(() => undefined)),
    look() {
      if (!registration || now() - lookedAt < LOOK_AFTER_MS) return;
      lookedAt = now();
      registration.update().catch(() => undefined);
    },
    isReady: () => waiting !== null,
    change() {
      isAsked = true;
      // Another tab may have changed over already.
      if (waiting?.state !== "installed") return reload();
      waiting.postMessage("take over");
      setTimeout(reload, CHANGE_WITHIN_MS);
    },
    listen(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
