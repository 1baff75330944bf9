/**
 * The client itself, kept by the browser: the page and its files, so that it opens without a network.
 *
 * One cache for each build. What belongs to people (/api, /ws) is never touched: it goes the way it would go without us.
 */

export interface Shell {
  /** Another one for every build. */
  version: string;
  /** Paths of what every screen needs; the page itself is "/". */
  files: string[];
}

export interface ShellCacheParts {
  shell: Shell;
  caches: Pick<CacheStorage, "open" | "keys" | "delete">;
  fetch: (request: Request) => Promise<Response>;
  origin: string;
}

export interface ShellCache {
  /** Everything of this build, or it rejects and nothing is in force. */
  fill(): Promise<void>;
  /** Forgets the builds before. */
  tidy(): Promise<void>;
  /** Null: not ours to answer. */
  answerTo(request: Pick<Request, "method" | "mode" | "url"> & Request): Promise<Response> | null;
}

const PREFIX = "natter-shell-";
const PAGE = "/";
/** Named by their content: what is there never changes. */
const ASSETS = "/assets/";
/** The services', and what is not part of the client. */
const NOT_OURS = /^\/(api|ws|healthz)(\/|$)/;

export function createShellCache({ shell, caches, fetch, origin }: ShellCacheParts): ShellCache {
  const name = PREFIX + shell.version;
  const files = new Set(shell.files);

  async function fill(): Promise<void> {
    const cache = await caches.open(name);
    await cache.addAll(shell.files.map((path) => new Request(origin + path, { cache: path.startsWith(ASSETS) ? "default" : "no-cache" })));
  }

  async function tidy(): Promise<void> {
    const old = (await caches.keys()).filter((other) => other.startsWith(PREFIX) && other !== name);
    await Promise.all(old.map((other) => caches.delete(other)));
  }

  async function kept(path: string, request: Request): Promise<Response> {
    const cache = await caches.open(name);
    return (await cache.match(origin + path, { ignoreVary: true })) ?? fetched(cache, path, request);
  }

  async function fetched(cache: Cache, path: string, request: Request): Promise<Response> {
    const response = await fetch(request);
    if (path.startsWith(ASSETS) && response.ok) await cache.put(origin + path, response.clone());
    // A file of this build is nowhere any more: the page that asks for it is not opened again, the network has a newer one.
    if (files.has(path) && response.status === 404) await cache.delete(origin + PAGE);
    return response;
  }

  return {
    fill,
    tidy,
    answerTo(request) {
      const { origin: asked, pathname } = new URL(request.url);
      if (request.method !== "GET" || asked !== origin || NOT_OURS.test(pathname)) return null;
      if (pathname !== PAGE && (files.has(pathname) || pathname.startsWith(ASSETS))) return kept(pathname, request);
      return request.mode === "navigate" ? kept(PAGE, request) : null;
    },
  };
}
