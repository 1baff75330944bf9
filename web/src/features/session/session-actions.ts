/** Starting, register, login and logout: how the session in the store comes and goes. */

import type { ProfileActions, SessionActions } from "@/app/actions";
import type { LoggedIn, Me, User } from "@/generated/contract";
import { t } from "@/i18n/t";
import { type Api, type Fetch, jsonInit, send } from "@/lib/api-client";
import { messageOf } from "@/lib/api-error";
import { pauseMs } from "@/lib/backoff";
import type { Exclusive } from "@/lib/exclusive";
import type { Store } from "@/store/store";
import type { AccessTokens } from "./access-tokens";
import { forgetUser, rememberedUser, rememberUser } from "./remembered-user";

export interface SessionParts {
  store: Store;
  tokens: AccessTokens;
  fetch: Fetch;
  exclusive: Exclusive;
  /** Remembers that this browser was logged in, so that a stranger's first visit asks nothing. */
  storage: Storage;
}

const hint = "natter.logged-in";

export function createSession({ store, tokens, fetch, exclusive, storage }: SessionParts): SessionActions {
  async function resume(attempt: number): Promise<void> {
    try {
      await tokens.refresh();
    } catch (error) {
      if (store.getState().session.status === "signed-out") return;
      store.setState({ session: { status: "unreachable", message: messageOf(error) } });
      setTimeout(() => void resume(attempt + 1), 500 + pauseMs(attempt, Math.random()));
    }
  }

  /** As whom we were here last. The connection asks for a token as soon as it can, and a cookie that does not hold ends it. */
  function open(user: User): void {
    store.setState({ session: { status: "signed-in", user }, people: { [user.id]: user } });
    tokens.refresh().catch(() => undefined);
  }

  return {
    start() {
      const user = rememberedUser(storage);
      if (storage.getItem(hint) && user) open(user);
      else if (storage.getItem(hint)) void resume(0);
      else store.setState({ session: { status: "signed-out", reason: null, isByChoice: false } });
    },
    async register(input) {
      tokens.granted(await send<LoggedIn>(fetch, "/api/auth/register", jsonInit("POST", input)));
    },
    async login(input) {
      tokens.granted(await send<LoggedIn>(fetch, "/api/auth/login", jsonInit("POST", input)));
    },
    async logout() {
      const init = { method: "POST", headers: { "X-Natter-Client": "web" } };
      await exclusive(() => send(fetch, "/api/auth/logout", init)).catch(() => undefined);
      storage.removeItem(hint);
      forgetUser(storage);
      tokens.end();
    },
  };
}

/** The store follows the tokens: who is logged in, or that nobody is any more. */
export function sessionEvents(store: Store, storage: Storage, startAfresh: () => void) {
  return {
    onGranted({ user }: LoggedIn): void {
      const { session } = store.getState();
      storage.setItem(hint, "1");
      rememberUser(storage, user);
      if (session.status !== "signed-in") return store.setState({ session: { status: "signed-in", user }, people: { [user.id]: user } });
      if (session.user.id !== user.id) return startAfresh();
      store.setState(({ people }) => ({ session: { status: "signed-in", user }, people: { ...people, [user.id]: user } }));
    },
    onEnded(): void {
      const isByChoice = storage.getItem(hint) === null;
      const wasSignedIn = store.getState().session.status === "signed-in";
      storage.removeItem(hint);
      forgetUser(storage);
      const reason = wasSignedIn && !isByChoice ? t("Your session has ended. Log in again.") : null;
      store.setState({ session: { status: "signed-out", reason, isByChoice } });
    },
  };
}

export function createProfile(store: Store, api: Api, storage: Storage): ProfileActions {
  const changed = (user: Me) => {
    rememberUser(storage, user);
    store.setState((state) => ({ session: { status: "signed-in", user }, people: { ...state.people, [user.id]: user } }));
  };
  return {
    update: async (input) => changed(await api.patch<Me>("/api/auth/me", input)),
    setAvatar: async (picture) => changed(await api.put<Me>("/api/auth/me/avatar", undefined, { raw: picture })),
    removeAvatar: async () => changed(await api.delete<Me>("/api/auth/me/avatar")),
  };
}
