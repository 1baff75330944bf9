import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { newStore } from "@/store/store";
import { ana, aUser, me } from "@/testing/builders";
import { anError, fakeFetch } from "@/testing/fake-fetch";
import { memoryStorage } from "@/testing/memory-storage";
import { createAccessTokens } from "./access-tokens";
import { createSession, sessionEvents } from "./session-actions";

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

const grantFor = (id: string) => ({ body: { user: aUser(id), access_token: "t", expires_in: 600 } });

function setUp(answers: Parameters<typeof fakeFetch>[0], storage = memoryStorage()) {
  const store = newStore();
  const { fetch, requests } = fakeFetch(answers);
  const startAfresh = vi.fn<() => void>();
  const exclusive = <T>(task: () => Promise<T>) => task();
  const tabs = { postMessage: () => undefined, addEventListener: () => undefined };
  const tokens = createAccessTokens({ fetch, exclusive, tabs, events: sessionEvents(store, storage, startAfresh) });
  const session = createSession({ store, tokens, fetch, exclusive, storage });
  return { store, session, tokens, requests, storage, startAfresh, status: () => store.getState().session };
}

const login = { login: "ana", password: "secret" };

describe("the session", () => {
  test("asks nothing of a browser that was never logged in", () => {
    const { session, requests, status } = setUp({});
    session.start();
    expect(status()).toEqual({ status: "signed-out", reason: null, isByChoice: false });
    expect(requests).toEqual([]);
  });

  test("begins with a login and is there again after a reload", async () => {
    const answers = { "POST /api/auth/login": () => grantFor(me), "POST /api/auth/refresh": () => grantFor(me) };
    const { session, storage } = setUp(answers);
    await session.login(login);
    const reloaded = setUp(answers, storage);
    reloaded.session.start();
    await vi.advanceTimersByTimeAsync(10);
    expect(reloaded.status()).toMatchObject({ status: "signed-in", user: { id: me } });
  });

  test("opens as whom it was before the server answers, and learns what has changed since", async () => {
    const storage = memoryStorage();
    await setUp({ "POST /api/auth/login": () => grantFor(me) }, storage).session.login(login);
    const renamed = { ...aUser(me), display_name: "Ana B. Lima" };
    const reloaded = setUp({ "POST /api/auth/refresh": () => ({ body: { user: renamed, access_token: "t", expires_in: 600 } }) }, storage);
    reloaded.session.start();
    expect(reloaded.status()).toEqual({ status: "signed-in", user: aUser(me) });
    await vi.advanceTimersByTimeAsync(10);
    expect(reloaded.status()).toEqual({ status: "signed-in", user: renamed });
    expect(reloaded.store.getState().people[me]).toEqual(renamed);
  });

  test("stays open while the server cannot be reached", async () => {
    const storage = memoryStorage();
    await setUp({ "POST /api/auth/login": () => grantFor(me) }, storage).session.login(login);
    const reloaded = setUp({ "POST /api/auth/refresh": () => anError(503, "unavailable") }, storage);
    reloaded.session.start();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(reloaded.status()).toMatchObject({ status: "signed-in", user: { id: me } });
  });

  test("that has ended elsewhere closes again as soon as the server says so, and is not remembered", async () => {
    const storage = memoryStorage();
    await setUp({ "POST /api/auth/login": () => grantFor(me) }, storage).session.login(login);
    const reloaded = setUp({ "POST /api/auth/refresh": () => anError(401, "unauthenticated") }, storage);
    reloaded.session.start();
    await vi.advanceTimersByTimeAsync(10);
    expect(reloaded.status()).toMatchObject({ status: "signed-out", reason: "Your session has ended. Log in again." });
    expect(storage.length).toBe(0);
  });

  test("of another person begins with that person after the fresh start", async () => {
    const storage = memoryStorage();
    const { session, tokens } = setUp({ "POST /api/auth/login": () => grantFor(me), "POST /api/auth/refresh": () => grantFor(ana) }, storage);
    await session.login(login);
    await tokens.refresh();
    const reloaded = setUp({ "POST /api/auth/refresh": () => grantFor(ana) }, storage);
    reloaded.session.start();
    await vi.advanceTimersByTimeAsync(10);
    expect(reloaded.status()).toMatchObject({ user: { id: ana } });
    expect(reloaded.startAfresh).not.toHaveBeenCalled();
  });

  test("is asked for when what is remembered cannot be read", async () => {
    const storage = memoryStorage();
    storage.setItem("natter.logged-in", "1");
    storage.setItem("natter.me", "{");
    const { session, status } = setUp({ "POST /api/auth/refresh": () => grantFor(me) }, storage);
    session.start();
    expect(status().status).toBe("starting");
    await vi.advanceTimersByTimeAsync(10);
    expect(status().status).toBe("signed-in");
  });

  test("leaves nobody remembered after a logout", async () => {
    const { session, storage } = setUp({ "POST /api/auth/login": () => grantFor(me) });
    await session.login(login);
    await session.logout();
    expect(storage.length).toBe(0);
  });

  test("tells why a login was refused", async () => {
    const { session, status } = setUp({ "POST /api/auth/login": () => anError(401, "unauthenticated", "Wrong username or password.") });
    await expect(session.login(login)).rejects.toMatchObject({ message: "Wrong username or password." });
    expect(status().status).toBe("starting");
  });

  test("is over after a logout, without a reason", async () => {
    const { session, status } = setUp({ "POST /api/auth/login": () => grantFor(me), "POST /api/auth/logout": () => ({ status: 204 }) });
    await session.login(login);
    await session.logout();
    expect(status()).toEqual({ status: "signed-out", reason: null, isByChoice: true });
  });

  test("ends here even when the server does not hear of the logout", async () => {
    const { session, status } = setUp({ "POST /api/auth/login": () => grantFor(me) });
    await session.login(login);
    await session.logout();
    expect(status().status).toBe("signed-out");
  });

  test("that was ended elsewhere says so", async () => {
    const { session, tokens, status } = setUp({ "POST /api/auth/login": () => grantFor(me), "POST /api/auth/refresh": () => anError(401, "unauthenticated") });
    await session.login(login);
    await expect(tokens.refresh()).rejects.toMatchObject({ status: 401 });
    expect(status()).toMatchObject({ status: "signed-out", reason: "Your session has ended. Log in again." });
  });

  test("waits for a server that does not answer, and goes on when it does", async () => {
    let isUp = false;
    const storage = memoryStorage();
    storage.setItem("natter.logged-in", "1");
    const { session, status } = setUp({ "POST /api/auth/refresh": () => (isUp ? grantFor(me) : anError(503, "unavailable", "Starting.")) }, storage);
    session.start();
    await vi.advanceTimersByTimeAsync(10);
    expect(status()).toEqual({ status: "unreachable", message: "Starting." });
    isUp = true;
    await vi.advanceTimersByTimeAsync(5_000);
    expect(status().status).toBe("signed-in");
  });

  test("of another person in another tab makes this tab start afresh", async () => {
    const { session, tokens, startAfresh } = setUp({ "POST /api/auth/login": () => grantFor(me), "POST /api/auth/refresh": () => grantFor(ana) });
    await session.login(login);
    await tokens.refresh();
    expect(startAfresh).toHaveBeenCalledOnce();
  });
});
