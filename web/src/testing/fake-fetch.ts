/** A server for `fetch` that the test writes: answers by "METHOD /path" (without the query), requests are remembered. */

import type { Fetch } from "@/lib/api-client";

export interface Request {
  method: string;
  path: string;
  query: URLSearchParams;
  token: string | null;
  body: unknown;
}

type Answer = (request: Request) => { status?: number; body?: unknown } | Promise<{ status?: number; body?: unknown }>;

export function fakeFetch(answers: Record<string, Answer>): { fetch: Fetch; requests: Request[] } {
  const requests: Request[] = [];
  const fetch: Fetch = async (path, init) => {
    const url = new URL(path, "http://test");
    const headers = new Headers(init.headers);
    const body: unknown = typeof init.body === "string" ? JSON.parse(init.body) : init.body;
    const request = { method: init.method ?? "GET", path: url.pathname, query: url.searchParams, token: headers.get("Authorization"), body };
    requests.push(request);
    const answer = answers[`${request.method} ${request.path}`];
    if (!answer) throw new TypeError("network");
    const { status = 200, body: content } = await answer(request);
    return new Response(content === undefined ? null : JSON.stringify(content), { status });
  };
  return { fetch, requests };
}

export function anError(status: number, code: string, message = "Not now", more: object = {}) {
  return { status, body: { error: { code, message, field: null, retry: null, ...more } } };
}
