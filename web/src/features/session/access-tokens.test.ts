import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { aUser, me } from "@/testing/builders";
import { anError, fakeFetch } from "@/testing/fake-fetch";
import { createAccessTokens, type TabMessage } from "./access-tokens";

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

/** One cookie jar, one lock and one channel for all tabs, as in a browser. The server takes each cookie once. */
function aBrowser() {
  let cookie = 1;
  let isBusy = false;
  let queue: Promise<unknown> = Promise.resolve();
  const listeners: ((event: MessageEvent<TabMessage>) => void)[] = [];
  const server = fakeFetch({
    "POST /api/auth/refresh": async () => {
      if (isBusy) throw new Error("two refreshes at once: the second would look like a stolen cookie");
      isBusy = true;
      await new Promise((resolve) => setTimeout(resolve, 50));
      isBusy = false;
      cookie += 1;
      return cookie < 100 ? { body: { user: aUser(me), access_token: `token-${cookie}`, expires_in: 600 } } : anError(401, "unauthenticated");
    },
  });
  function openTab() {
    const events = { onGranted: vi.fn<() => void>(), onEnded: vi.fn<() => void>() };
    const exclusive = <T>(task: () => Promise<T>) => {
      const turn = queue.then(task);
      queue = turn.catch(() => undefined);
      return turn;
    };
    let mine: ((event: MessageEvent<TabMessage>) => void) | undefined;
    const tabs = {
      postMessage: (data: TabMessage) => listeners.filter((listener) => listener !== mine).forEach((listener) => listener({ data } as MessageEvent<TabMessage>)),
      addEventListener: (_: "message", listener: (event: MessageEvent<TabMessage>) => void) => listeners.push((mine = listener)),
    };
    return { tokens: createAccessTokens({ fetch: server.fetch, exclusive, tabs, events }), events };
  }
  return { openTab, requests: server.requests, endSession: () => (cookie = 100) };
}

describe("the access token", () => {
  test("is asked for once, however many want it", async () => {
    const { openTab, requests } = aBrowser();
    const { tokens } = openTab();
    const wanted = Promise.all([tokens.current(), tokens.current(), tokens.refresh()]);
    await vi.advanceTimersByTimeAsync(60);
    expect((await wanted).slice(0, 2)).toEqual(["token-2", "token-2"]);
    expect(requests).toHaveLength(1);
  });

  test("is asked for by one tab, and the others are told", async () => {
    const { openTab, requests } = aBrowser();
    const [first, second] = [openTab(), openTab()];
    const wanted = Promise.all([first.tokens.current(), second.tokens.current()]);
    await vi.advanceTimersByTimeAsync(200);
    expect(await wanted).toEqual(["token-2", "token-2"]);
    expect(requests).toHaveLength(1);
    expect(second.events.onGranted).toHaveBeenCalledOnce();
  });

  test("is renewed before it ends, once for all tabs", async () => {
    const { openTab, requests } = aBrowser();
    const [first, second] = [openTab(), openTab()];
    void first.tokens.current();
    await vi.advanceTimersByTimeAsync(520_000);
    expect(requests).toHaveLength(2);
    expect(await second.tokens.current()).toBe("token-3");
  });

  test("that was refused is renewed, unless a newer one is here already", async () => {
    const { openTab, requests } = aBrowser();
    const { tokens } = openTab();
    void tokens.current();
    await vi.advanceTimersByTimeAsync(60);
    const renewed = Promise.all([tokens.renewed("token-2"), tokens.renewed("token-2")]);
    await vi.advanceTimersByTimeAsync(60);
    expect(await renewed).toEqual(["token-3", "token-3"]);
    expect(await tokens.renewed("token-2")).toBe("token-3");
    expect(requests).toHaveLength(2);
  });

  test("ends in every tab when the session has ended", async () => {
    const { openTab, endSession } = aBrowser();
    const [first, second] = [openTab(), openTab()];
    endSession();
    const refused = expect(first.tokens.current()).rejects.toMatchObject({ status: 401 });
    await vi.advanceTimersByTimeAsync(60);
    await refused;
    expect(first.events.onEnded).toHaveBeenCalledOnce();
    expect(second.events.onEnded).toHaveBeenCalledOnce();
  });
});
