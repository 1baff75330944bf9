/**
 * The access token of this tab: kept in memory, renewed before it ends and when the server refuses it.
 *
 * The refresh cookie is shared by all tabs and works once, so only one tab refreshes at a time and tells the others. A
 * tab that had to wait takes what it was told instead of refreshing again.
 */

import type { LoggedIn } from "@/generated/contract";
import { type Fetch, send, type Tokens } from "@/lib/api-client";
import { ApiError } from "@/lib/api-error";
import type { Exclusive } from "@/lib/exclusive";

export interface TokenEvents {
  /** A token has come, from the server or from another tab. */
  onGranted(grant: LoggedIn): void;
  /** The cookie does not hold any more, or another tab has logged out. */
  onEnded(): void;
}

/** What tabs tell each other. */
export type TabMessage = { kind: "granted"; grant: LoggedIn; expiresAt: number } | { kind: "ended" };

export interface Tabs {
  postMessage(message: TabMessage): void;
  addEventListener(type: "message", listener: (event: MessageEvent<TabMessage>) => void): void;
}

export interface AccessTokens extends Tokens {
  /** By login or register in this tab. */
  granted(grant: LoggedIn): void;
  /** Another token, whatever we have. */
  refresh(): Promise<LoggedIn>;
  /** Logged out here: every tab forgets. */
  end(): void;
}

/** A token with less than this left is renewed before it is used. */
const tooShortMs = 30_000;
/** And renewed by itself this long before its end. */
const aheadMs = 90_000;
/** Tabs that were granted the same token do not wake up at the same moment. */
const spreadMs = 20_000;
const retryAheadMs = 10_000;

export interface TokenParts {
  fetch: Fetch;
  exclusive: Exclusive;
  /** To and from the other tabs. */
  tabs: Tabs;
  events: TokenEvents;
}

export function createAccessTokens({ fetch, exclusive, tabs, events }: TokenParts): AccessTokens {
  let grant: LoggedIn | null = null;
  let expiresAt = 0;
  let ahead: ReturnType<typeof setTimeout> | undefined;
  let running: Promise<LoggedIn> | null = null;

  tabs.addEventListener("message", ({ data }) => (data.kind === "granted" ? take(data.grant, data.expiresAt) : forget()));

  function take(next: LoggedIn, until: number): void {
    grant = next;
    expiresAt = until;
    plan(until - Date.now() - aheadMs - Math.random() * spreadMs);
    events.onGranted(next);
  }

  function plan(inMs: number): void {
    clearTimeout(ahead);
    ahead = setTimeout(() => void refresh().catch((error: unknown) => isEnd(error) || plan(retryAheadMs)), Math.max(inMs, 1_000));
  }

  function granted(next: LoggedIn): void {
    const until = Date.now() + next.expires_in * 1_000;
    take(next, until);
    tabs.postMessage({ kind: "granted", grant: next, expiresAt: until });
  }

  function refresh(): Promise<LoggedIn> {
    const before = grant;
    running ??= exclusive(() => (grant && grant !== before ? Promise.resolve(grant) : fetched())).finally(() => (running = null));
    return running;
  }

  async function fetched(): Promise<LoggedIn> {
    try {
      const next = await send<LoggedIn>(fetch, "/api/auth/refresh", refreshInit);
      granted(next);
      return next;
    } catch (error) {
      if (isEnd(error)) end();
      throw error;
    }
  }

  function end(): void {
    tabs.postMessage({ kind: "ended" });
    forget();
  }

  function forget(): void {
    clearTimeout(ahead);
    grant = null;
    expiresAt = 0;
    events.onEnded();
  }

  return {
    granted,
    refresh,
    end,
    current: async () => (grant && expiresAt - Date.now() > tooShortMs ? grant : await refresh()).access_token,
    renewed: async (refused) => (grant && grant.access_token !== refused ? grant : await refresh()).access_token,
  };
}

/** `keepalive`: when the page goes away in the middle, the browser still takes the new cookie. */
const refreshInit: RequestInit = { method: "POST", headers: { "X-Natter-Client": "web" }, keepalive: true };

function isEnd(error: unknown): boolean {
  return error instanceof ApiError && (error.status === 401 || error.status === 403);
}
