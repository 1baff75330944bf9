/** The browser's CacheStorage in memory, filled by a fetch that is handed in. */

type Store = Map<string, Response>;

export function memoryCaches(fetch: (request: Request) => Promise<Response>) {
  const all = new Map<string, Store>();
  return {
    keys: async () => [...all.keys()],
    delete: async (name: string) => all.delete(name),
    open: async (name: string) => {
      const store = all.get(name) ?? new Map<string, Response>();
      all.set(name, store);
      return cacheOf(store, fetch);
    },
    /** Addresses kept under that name. */
    kept: (name: string) => [...(all.get(name)?.keys() ?? [])],
  };
}

function cacheOf(store: Store, fetch: (request: Request) => Promise<Response>): Cache {
  return {
    match: async (url: string) => store.get(url)?.clone(),
    put: async (url: string, response: Response) => void store.set(url, response),
    delete: async (url: string) => store.delete(url),
    async addAll(requests: Request[]) {
      const responses = await Promise.all(requests.map(fetch));
      if (responses.some((response) => !response.ok)) throw new TypeError("one of them failed");
      requests.forEach(({ url }, index) => store.set(url, responses[index]!));
    },
  } as unknown as Cache;
}
