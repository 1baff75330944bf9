/**
 * Requests to our REST services: the token goes along, a stale one is renewed once, errors arrive as ApiError.
 *
 * Called by the features' actions. Who refreshes the token and how is left to features/session.
 */

import { type ApiError, errorOf, networkError, timeoutError } from "./api-error";

export interface Tokens {
  /** A token that is good for a while; rejects with ApiError when there is none to be had. */
  current(): Promise<string>;
  /** A newer one than the given, which the server refused. */
  renewed(refused: string): Promise<string>;
}

export interface ApiOptions {
  signal?: AbortSignal | undefined;
  /** Sent as it is, with its own type, instead of JSON. */
  raw?: Blob;
  headers?: Record<string, string>;
  /** The answer is a file: a Blob. */
  isFile?: boolean;
  /** Instead of `requestTimeoutMs`. */
  withinMs?: number;
}

export interface Api {
  get<T>(path: string, options?: ApiOptions): Promise<T>;
  post<T>(path: string, body: unknown, options?: ApiOptions): Promise<T>;
  put<T>(path: string, body?: unknown, options?: ApiOptions): Promise<T>;
  patch<T>(path: string, body: unknown, options?: ApiOptions): Promise<T>;
  delete<T>(path: string, options?: ApiOptions): Promise<T>;
}

/** Waiting always has an end. */
export const requestTimeoutMs = 20_000;

export type Fetch = (path: string, init: RequestInit) => Promise<Response>;

export function createApi(tokens: Tokens, fetch: Fetch): Api {
  async function request<T>(method: string, path: string, body: unknown, options: ApiOptions = {}): Promise<T> {
    const token = await tokens.current();
    const init = requestInit(method, body, options);
    const first = await answered(fetch, path, authorised(init, token), options);
    const response = first.status === 401 ? await answered(fetch, path, authorised(init, await tokens.renewed(token)), options) : first;
    return contentOf<T>(response, options);
  }
  return {
    get: (path, options) => request("GET", path, undefined, options),
    post: (path, body, options) => request("POST", path, body, options),
    put: (path, body, options) => request("PUT", path, body, options),
    patch: (path, body, options) => request("PATCH", path, body, options),
    delete: (path, options) => request("DELETE", path, undefined, options),
  };
}

/** One request without a token, for login and the like. */
export async function send<T>(fetch: Fetch, path: string, init: RequestInit): Promise<T> {
  return contentOf<T>(await answered(fetch, path, init, {}), {});
}

export function jsonInit(method: string, body: unknown): RequestInit {
  return { method, headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) };
}

function requestInit(method: string, body: unknown, { raw, headers }: ApiOptions): RequestInit {
  if (raw) return { method, headers: { "Content-Type": raw.type || "application/octet-stream", ...headers }, body: raw };
  return body === undefined ? { method } : jsonInit(method, body);
}

function authorised(init: RequestInit, token: string): RequestInit {
  return { ...init, headers: { ...init.headers, Authorization: `Bearer ${token}` } };
}

/** The response, whatever its status. No answer at all rejects with ApiError; an abort by the caller stays an abort. */
async function answered(fetch: Fetch, path: string, init: RequestInit, { signal, withinMs = requestTimeoutMs }: ApiOptions): Promise<Response> {
  const timeout = AbortSignal.timeout(withinMs);
  try {
    return await fetch(path, { ...init, signal: signal ? AbortSignal.any([signal, timeout]) : timeout });
  } catch (error) {
    if (signal?.aborted) throw error;
    throw noAnswer(timeout);
  }
}

function noAnswer(timeout: AbortSignal): ApiError {
  return timeout.aborted ? timeoutError() : networkError();
}

async function contentOf<T>(response: Response, { isFile }: ApiOptions): Promise<T> {
  if (!response.ok) throw await errorOf(response);
  if (isFile) return (await response.blob()) as T;
  const text = await response.text();
  return (text ? JSON.parse(text) : undefined) as T;
}
