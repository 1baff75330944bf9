/** What went wrong with a request, in words for the person who made it. Thrown by api-client, shown by screens. */

import type { ErrorBody } from "@/generated/contract";
import { t } from "@/i18n/t";
import { serverWords } from "./server-words";

/** `code` is the server's, or "network" (no answer), "timeout", "bad_answer" (not our shape). */
export class ApiError extends Error {
  override readonly name = "ApiError";

  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    /** The input field at fault, as the server names it; a form shows the message beside it. */
    readonly field: string | null = null,
    /** Seconds after which it makes sense to try again; null when it does not. */
    readonly retry: number | null = null,
  ) {
    super(message);
  }

  /** The server was not reached or cannot answer now: nothing is wrong with the request itself. */
  get isTransient(): boolean {
    return this.status === 0 || this.status >= 500 || this.retry !== null;
  }
}

export function networkError(): ApiError {
  return new ApiError(0, "network", t("Natter cannot be reached. Check your connection and try again."), null, 1);
}

export function timeoutError(): ApiError {
  return new ApiError(0, "timeout", t("Natter took too long to answer. Try again."), null, 1);
}

/** Any thrown value as a sentence to show. */
export function messageOf(error: unknown): string {
  return error instanceof ApiError ? error.message : t("Something went wrong. Try again.");
}

/** The error of an answer that is not ok; a body that is not ours gets a sentence by status. */
export async function errorOf(response: Response): Promise<ApiError> {
  const body: unknown = await response.json().catch(() => null);
  const error = isErrorBody(body) ? body.error : null;
  const retry = error?.retry ?? retryAfter(response);
  if (error?.message) {
    const words = serverWords(sentence(error.message)) ?? messageByStatus(response.status);
    return new ApiError(response.status, error.code, words, error.field ?? null, retry);
  }
  return new ApiError(response.status, "bad_answer", messageByStatus(response.status), null, retry);
}

function isErrorBody(body: unknown): body is ErrorBody {
  return typeof body === "object" && body !== null && "error" in body && typeof body.error === "object" && body.error !== null;
}

function retryAfter(response: Response): number | null {
  const seconds = Number(response.headers.get("Retry-After") ?? Number.NaN);
  if (Number.isFinite(seconds)) return seconds;
  return response.status >= 502 && response.status <= 504 ? 1 : null;
}

/** Servers may answer in lower case and without a full stop; people read sentences. */
function sentence(text: string): string {
  const start = text.charAt(0).toUpperCase() + text.slice(1);
  return /[.!?…]$/.test(start) ? start : `${start}.`;
}

function messageByStatus(status: number): string {
  if (status === 401) return t("You are logged out. Log in again.");
  if (status === 403) return t("You are not allowed to do that.");
  if (status === 404) return t("This is not here, or not for you.");
  if (status === 413) return t("That is too large.");
  if (status === 429) return t("That was too fast. Wait a moment and try again.");
  if (status >= 500) return t("Natter cannot answer right now. Try again in a moment.");
  return t("That did not work.");
}
