/** Who people are: asked for in batches, remembered in the store. */

import type { PeopleActions } from "@/app/actions";
import type { User, UserPage } from "@/generated/contract";
import type { Api } from "@/lib/api-client";
import type { Store } from "@/store/store";

const batchPauseMs = 20;
const batchLimit = 100;
const retryMs = 5_000;

export function createPeople(store: Store, api: Api): PeopleActions {
  /** Asked for or told of since the page was loaded: what is kept from before may be old, so it is shown and asked for once. */
  const asked = new Set<string>();
  let waiting: string[] = [];
  let timer: ReturnType<typeof setTimeout> | undefined;

  function need(userIds: string[]): void {
    const missing = userIds.filter((id) => !asked.has(id));
    for (const id of missing) asked.add(id);
    waiting.push(...new Set(missing));
    if (waiting.length > 0) timer ??= setTimeout(flush, batchPauseMs);
  }

  function flush(): void {
    timer = undefined;
    while (waiting.length > 0) {
      const batch = waiting.slice(0, batchLimit);
      waiting = waiting.slice(batchLimit);
      void fetchBatch(batch);
    }
  }

  async function fetchBatch(ids: string[]): Promise<void> {
    try {
      remember((await api.get<UserPage>(`/api/auth/users?ids=${ids.join()}`)).users);
    } catch {
      for (const id of ids) asked.delete(id);
      setTimeout(() => need(ids), retryMs);
    }
  }

  function remember(users: User[]): void {
    for (const { id } of users) asked.add(id);
    store.setState(({ people }) => ({ people: { ...people, ...Object.fromEntries(users.map((user) => [user.id, user])) } }));
  }

  store.subscribe((state, before) => {
    if (state.session.status !== before.session.status) asked.clear();
  });

  return {
    need,
    async search(query, signal) {
      const { users } = await api.get<UserPage>(`/api/auth/users?query=${encodeURIComponent(query)}`, { signal });
      remember(users);
      return users;
    },
  };
}
