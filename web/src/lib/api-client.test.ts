import { describe, expect, test, vi } from "vitest";
import { anError, fakeFetch } from "@/testing/fake-fetch";
import { createApi, type Tokens } from "./api-client";

const tokens = (): Tokens => ({ current: async () => "old", renewed: vi.fn<(refused: string) => Promise<string>>().mockResolvedValue("new") });

describe("a request", () => {
  test("carries the token and gives the answer", async () => {
    const { fetch, requests } = fakeFetch({ "GET /api/x": () => ({ body: { a: 1 } }) });
    expect(await createApi(tokens(), fetch).get("/api/x?b=2")).toEqual({ a: 1 });
    expect(requests[0]).toMatchObject({ token: "Bearer old" });
  });

  test("is repeated once with a new token when the old one is refused", async () => {
    const { fetch, requests } = fakeFetch({ "POST /api/x": ({ token }) => (token === "Bearer new" ? { body: "done" } : anError(401, "unauthenticated")) });
    expect(await createApi(tokens(), fetch).post("/api/x", { a: 1 })).toBe("done");
    expect(requests.map(({ token, body }) => [token, body])).toEqual([["Bearer old", { a: 1 }], ["Bearer new", { a: 1 }]]);
  });

  test("is not repeated for ever", async () => {
    const { fetch, requests } = fakeFetch({ "GET /api/x": () => anError(401, "unauthenticated") });
    await expect(createApi(tokens(), fetch).get("/api/x")).rejects.toMatchObject({ status: 401 });
    expect(requests).toHaveLength(2);
  });

  test("answered without a body gives nothing", async () => {
    const { fetch } = fakeFetch({ "PUT /api/x": () => ({ status: 204 }) });
    expect(await createApi(tokens(), fetch).put("/api/x", {})).toBeUndefined();
  });

  test("that fails says why in a sentence, where, and when to try again", async () => {
    const { fetch } = fakeFetch({ "GET /api/x": () => anError(422, "invalid_input", "username is too short", { field: "username" }) });
    await expect(createApi(tokens(), fetch).get("/api/x")).rejects.toMatchObject({
      code: "invalid_input",
      message: "Username is too short.",
      field: "username",
      isTransient: false,
    });
  });

  test("that nobody answers is a network error worth repeating", async () => {
    const { fetch } = fakeFetch({});
    await expect(createApi(tokens(), fetch).get("/api/x")).rejects.toMatchObject({ code: "network", isTransient: true });
  });

  test("answered by something that is not ours still gets a sentence", async () => {
    const fetch = async () => new Response("<html>Bad gateway</html>", { status: 502 });
    await expect(createApi(tokens(), fetch).get("/api/x")).rejects.toMatchObject({ status: 502, isTransient: true, message: expect.stringMatching(/^Natter/) as string });
  });

  test("that was called off stays called off", async () => {
    const abort = new AbortController();
    const fetch = async (_: string, { signal }: RequestInit) => {
      abort.abort();
      return Promise.reject<Response>(signal!.reason);
    };
    const asked = createApi(tokens(), fetch).get("/api/x", { signal: abort.signal });
    await expect(asked).rejects.toMatchObject({ name: "AbortError" });
  });
});
