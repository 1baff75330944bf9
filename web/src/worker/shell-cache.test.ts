import { describe, expect, test } from "vitest";
import { memoryCaches } from "@/testing/memory-caches";
import { createShellCache } from "./shell-cache";

const origin = "https://natter.example";
const files = ["/", "/appearance.js", "/assets/main-1.js"];

/** A server that has these paths; false: it cannot be reached. */
function setUp(served: string[] = files, version = "1") {
  const asked: string[] = [];
  const server = { paths: served as string[] | null };
  const fetch = async (request: Request): Promise<Response> => {
    const path = new URL(request.url).pathname;
    asked.push(path);
    if (!server.paths) throw new TypeError("offline");
    return server.paths.includes(path) ? new Response(`content of ${path}`) : new Response("", { status: 404 });
  };
  const caches = memoryCaches(fetch);
  const build = (of: string) => createShellCache({ shell: { version: of, files }, caches, fetch, origin });
  return { asked, server, caches, cache: build(version), build };
}

function visit(path: string): Request {
  return { method: "GET", mode: "navigate", url: origin + path } as Request;
}

function load(path: string, change: Partial<Request> = {}): Request {
  return Object.assign(new Request(origin + path), change);
}

async function textOf(answer: Promise<Response> | null): Promise<string | null> {
  return answer && (await answer).text();
}

describe("the client that the browser keeps", () => {
  test.each(["/", "/c/6b03a896e012d87dde466f02", "/you?open=shortcuts"])("opens at %s without a network", async (path) => {
    const { cache, server } = setUp();
    await cache.fill();
    server.paths = null;
    expect(await textOf(cache.answerTo(visit(path)))).toBe("content of /");
    expect(await textOf(cache.answerTo(load("/assets/main-1.js")))).toBe("content of /assets/main-1.js");
  });

  test("is asked of the network once", async () => {
    const { cache, asked } = setUp();
    await cache.fill();
    await cache.answerTo(load("/assets/main-1.js"));
    await cache.answerTo(visit("/"));
    expect(asked).toEqual(files);
  });

  test("never stands between people and the services", () => {
    const { cache } = setUp();
    for (const path of ["/api/chat/conversations", "/api/auth/avatars/a.webp", "/api", "/ws", "/healthz"]) {
      expect(cache.answerTo(load(path))).toBeNull();
      expect(cache.answerTo(visit(path))).toBeNull();
    }
  });

  test("answers nothing but reading of its own files", () => {
    const { cache } = setUp();
    expect(cache.answerTo(new Request(`${origin}/`, { method: "POST" }))).toBeNull();
    expect(cache.answerTo(new Request("https://elsewhere.example/assets/main-1.js"))).toBeNull();
    expect(cache.answerTo(load("/something-else.txt"))).toBeNull();
  });

  test("keeps an asset that was not in the list when it is first asked for", async () => {
    const { cache, server, asked } = setUp([...files, "/assets/greek-2.woff2"]);
    await cache.answerTo(load("/assets/greek-2.woff2"));
    server.paths = null;
    expect(await textOf(cache.answerTo(load("/assets/greek-2.woff2")))).toBe("content of /assets/greek-2.woff2");
    expect(asked).toEqual(["/assets/greek-2.woff2"]);
  });

  test("is not in force when a part of it did not arrive", async () => {
    const { cache } = setUp(["/"]);
    await expect(cache.fill()).rejects.toThrow();
  });

  test("is that of the newest build; those before are forgotten, and nothing of others", async () => {
    const { build, caches } = setUp();
    await build("1").fill();
    await caches.open("somebody-else");
    await build("2").fill();
    await build("2").tidy();
    expect(await caches.keys()).toEqual(["somebody-else", "natter-shell-2"]);
  });

  test("gives way when its own files are gone from everywhere", async () => {
    const { cache, server, caches } = setUp();
    await cache.fill();
    await (await caches.open("natter-shell-1")).delete(`${origin}/assets/main-1.js`);
    server.paths = ["/"];
    expect((await cache.answerTo(load("/assets/main-1.js")))?.status).toBe(404);
    expect(caches.kept("natter-shell-1")).not.toContain(`${origin}/`);
    server.paths = ["/", "/newer"];
    expect(await textOf(cache.answerTo(visit("/")))).toBe("content of /");
  });
});
