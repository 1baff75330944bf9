import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { createUpdates, type Workers } from "./updates";

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

class FakeWorker extends EventTarget {
  state = "installing";
  said: unknown[] = [];
  postMessage(message: unknown): void {
    this.said.push(message);
  }
  become(state: string): void {
    this.state = state;
    this.dispatchEvent(new Event("statechange"));
  }
}

class FakeRegistration extends EventTarget {
  installing: FakeWorker | null = null;
  waiting: FakeWorker | null = null;
  update = vi.fn(async () => undefined);
  bring(): FakeWorker {
    this.installing = new FakeWorker();
    this.dispatchEvent(new Event("updatefound"));
    return this.installing;
  }
}

async function setUp({ isFirstVisit = false, left = null as FakeWorker | null } = {}) {
  const registration = new FakeRegistration();
  registration.waiting = left;
  const workers = Object.assign(new EventTarget(), {
    controller: isFirstVisit ? null : {},
    register: vi.fn(async () => registration),
  });
  const reload = vi.fn<() => void>();
  const told = vi.fn<() => void>();
  const updates = createUpdates({ workers: workers as unknown as Workers, reload });
  updates.listen(told);
  updates.start();
  await vi.advanceTimersByTimeAsync(1);
  return { registration, workers, reload, told, updates };
}

describe("a newer build", () => {
  test("is told of when all of it has arrived", async () => {
    const { registration, updates, told } = await setUp();
    const worker = registration.bring();
    expect(updates.isReady()).toBe(false);
    worker.become("installed");
    expect(updates.isReady()).toBe(true);
    expect(told).toHaveBeenCalledOnce();
  });

  test("that was left waiting is told of at once", async () => {
    const left = new FakeWorker();
    left.state = "installed";
    expect((await setUp({ left })).updates.isReady()).toBe(true);
  });

  test("is not what the first visit installs", async () => {
    const { registration, workers, updates, reload } = await setUp({ isFirstVisit: true });
    registration.bring().become("installed");
    workers.dispatchEvent(new Event("controllerchange"));
    expect(updates.isReady()).toBe(false);
    expect(reload).not.toHaveBeenCalled();
  });

  test("starts when somebody says so, and once", async () => {
    const { registration, workers, updates, reload } = await setUp();
    const worker = registration.bring();
    worker.become("installed");
    updates.change();
    expect(worker.said).toEqual(["take over"]);
    expect(reload).not.toHaveBeenCalled();
    workers.dispatchEvent(new Event("controllerchange"));
    expect(reload).toHaveBeenCalledOnce();
  });

  test("that another tab changed to does not start under somebody who writes", async () => {
    const { registration, workers, updates, reload } = await setUp();
    const worker = registration.bring();
    worker.become("installed");
    worker.become("activated");
    workers.dispatchEvent(new Event("controllerchange"));
    expect(reload).not.toHaveBeenCalled();
    updates.change();
    expect(worker.said).toEqual([]);
    expect(reload).toHaveBeenCalledOnce();
  });

  test("starts even if its worker never answers", async () => {
    const { registration, updates, reload } = await setUp();
    registration.bring().become("installed");
    updates.change();
    await vi.advanceTimersByTimeAsync(3_000);
    expect(reload).toHaveBeenCalledOnce();
  });

  test("is looked for now and then, not all the time", async () => {
    const { registration, updates } = await setUp();
    updates.look();
    expect(registration.update).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(11 * 60_000);
    updates.look();
    updates.look();
    expect(registration.update).toHaveBeenCalledOnce();
  });

  test("does not exist for a browser that has no workers", () => {
    const updates = createUpdates({ workers: undefined, reload: () => undefined });
    updates.start();
    updates.look();
    expect(updates.isReady()).toBe(false);
  });
});
