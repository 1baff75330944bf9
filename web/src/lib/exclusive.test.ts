import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { memoryStorage } from "@/testing/memory-storage";
import { exclusive } from "./exclusive";

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

/** Tabs without Web Locks that share a storage; `most` is how many were inside at once. */
function tabs(count: number) {
  const storage = memoryStorage();
  const seen = { inside: 0, most: 0 };
  const task = async () => {
    seen.most = Math.max(seen.most, (seen.inside += 1));
    await new Promise((resolve) => setTimeout(resolve, 300));
    seen.inside -= 1;
  };
  return { storage, seen, task, tabs: Array.from({ length: count }, () => exclusive("lease", undefined, storage)) };
}

describe("without Web Locks", () => {
  test("one tab at a time gets in, and each gets its turn", async () => {
    const { tabs: all, task, seen } = tabs(4);
    const done = vi.fn<() => void>();
    for (const tab of all) void tab(task).then(done);
    await vi.advanceTimersByTimeAsync(5_000);
    expect(done).toHaveBeenCalledTimes(4);
    expect(seen.most).toBe(1);
  });

  test("a tab that was closed in the middle does not keep the others out for ever", async () => {
    const { tabs: all, task, storage } = tabs(1);
    storage.setItem("lease", `gone ${Date.now() + 30_000}`);
    const done = vi.fn<() => void>();
    void all[0]!(task).then(done);
    await vi.advanceTimersByTimeAsync(29_000);
    expect(done).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(2_000);
    expect(done).toHaveBeenCalledOnce();
  });

  test("a task that fails lets the next one in", async () => {
    const { tabs: all, task } = tabs(2);
    const failed = expect(all[0]!(() => Promise.reject(new Error("no")))).rejects.toThrow("no");
    const done = vi.fn<() => void>();
    void all[1]!(task).then(done);
    await vi.advanceTimersByTimeAsync(2_000);
    await failed;
    expect(done).toHaveBeenCalledOnce();
  });
});

test("with Web Locks the browser sees to it", async () => {
  const request = vi.fn<(name: string, task: () => Promise<string>) => Promise<string>>((_name, task) => task());
  const locked = exclusive("lease", { request } as unknown as LockManager, memoryStorage());
  expect(await locked(async () => "done")).toBe("done");
  expect(request.mock.calls[0]?.[0]).toBe("lease");
});
