/** Web Locks whose tabs are in one test: a queue per name, `steal`, `signal`, and what a crash does; shared ones without a queue. */

interface Request {
  owner: string;
  grant(): void;
  refuse(): void;
}

export class FakeLocks {
  private readonly holders = new Map<string, Request>();
  private readonly queues = new Map<string, Request[]>();
  private readonly shared = new Map<string, Set<string>>();

  /** As one tab sees them. */
  of(owner: string): LockManager {
    return { request: (...given: unknown[]) => this.request(owner, ...given), query: () => this.query() } as unknown as LockManager;
  }

  holder(name: string): string | null {
    return this.holders.get(name)?.owner ?? null;
  }

  /** The tab is gone: it lets go of everything and hears nothing. */
  crash(owner: string): void {
    for (const owners of this.shared.values()) owners.delete(owner);
    for (const [name, queue] of this.queues) this.queues.set(name, queue.filter((request) => request.owner !== owner));
    for (const [name, holder] of this.holders) if (holder.owner === owner) this.pass(name);
  }

  private request(owner: string, ...[name, options, task]: unknown[]): Promise<unknown> {
    const lock = name as string;
    const { steal, signal, mode } = options as LockOptions;
    if (mode === "shared") return this.share(owner, lock, task as () => unknown);
    return new Promise((resolve, reject) => {
      const request: Request = {
        owner,
        refuse: () => reject(new DOMException("taken", "AbortError")),
        grant: () => {
          this.holders.set(lock, request);
          void this.hold(lock, request, task as () => unknown).then(resolve);
        },
      };
      if (steal) {
        this.holders.get(lock)?.refuse();
        return request.grant();
      }
      signal?.addEventListener("abort", () => {
        const queue = this.queues.get(lock) ?? [];
        if (!queue.includes(request)) return;
        this.queues.set(lock, queue.filter((other) => other !== request));
        request.refuse();
      });
      if (!this.holders.has(lock)) return request.grant();
      this.queues.set(lock, [...(this.queues.get(lock) ?? []), request]);
    });
  }

  private async share(owner: string, lock: string, task: () => unknown): Promise<unknown> {
    const owners = this.shared.get(lock) ?? new Set();
    this.shared.set(lock, owners.add(owner));
    const value = await task();
    owners.delete(owner);
    return value;
  }

  private async query(): Promise<LockManagerSnapshot> {
    const held = [...this.holders.keys(), ...[...this.shared].filter(([, owners]) => owners.size > 0).map(([name]) => name)];
    return { held: held.map((name) => ({ name })), pending: [] };
  }

  private async hold(lock: string, request: Request, task: () => unknown): Promise<unknown> {
    const value = await task();
    if (this.holders.get(lock) === request) this.pass(lock);
    return value;
  }

  private pass(name: string): void {
    this.holders.delete(name);
    const [next, ...others] = this.queues.get(name) ?? [];
    this.queues.set(name, others);
    next?.grant();
  }
}
