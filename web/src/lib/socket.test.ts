import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { ready } from "@/testing/builders";
import { FakeSocket } from "@/testing/fake-socket";
import { createSocket } from "./socket";

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

function setUp() {
  const opened: FakeSocket[] = [];
  const page = { isHidden: false };
  const statuses: string[] = [];
  const frames: string[] = [];
  const renewedToken = vi.fn<(refused: string) => Promise<string>>().mockResolvedValue("token-2");
  const socket = createSocket({
    url: "ws://test/ws",
    token: async () => "token-1",
    renewedToken,
    greeting: () => ({ device_id: "device", cursors: { c: 7 } }),
    events: { onFrame: (frame) => frames.push(frame.type), onStatus: (status) => statuses.push(status) },
    open: () => {
      const fake = new FakeSocket();
      opened.push(fake);
      return fake as unknown as WebSocket;
    },
    random: () => 0.5,
    isHidden: () => page.isHidden,
  });
  const last = () => opened.at(-1)!;
  const connect = async () => {
    await vi.advanceTimersByTimeAsync(0);
    last().opens();
    last().says(ready());
  };
  return { socket, opened, page, statuses, frames, renewedToken, last, connect };
}

describe("the socket", () => {
  test("says hello first, with the token and the cursors", async () => {
    const { socket, last, connect } = setUp();
    socket.start();
    await connect();
    expect(last().written[0]).toEqual({ type: "hello", token: "token-1", device_id: "device", cursors: { c: 7 } });
  });

  test("sends nothing before it is greeted back", async () => {
    const { socket, last } = setUp();
    socket.start();
    await vi.advanceTimersByTimeAsync(0);
    last().opens();
    expect(socket.send({ type: "typing", conversation_id: "c" })).toBe(false);
    last().says(ready());
    expect(socket.send({ type: "typing", conversation_id: "c" })).toBe(true);
  });

  test("comes back by itself, with longer pauses while it fails", async () => {
    const { socket, opened, last, connect, statuses } = setUp();
    socket.start();
    await connect();
    for (const pauseMs of [500, 500, 1_000, 2_000]) {
      const before = opened.length;
      last().closes(1006);
      await vi.advanceTimersByTimeAsync(pauseMs - 1);
      expect(opened).toHaveLength(before);
      await vi.advanceTimersByTimeAsync(1);
      expect(opened).toHaveLength(before + 1);
    }
    expect(statuses).toEqual(["online", "reconnecting", "reconnecting", "reconnecting", "reconnecting"]);
  });

  test("pauses twice as long while nobody looks at the page", async () => {
    const { socket, opened, page, last, connect } = setUp();
    page.isHidden = true;
    socket.start();
    await connect();
    last().closes(1006);
    await vi.advanceTimersByTimeAsync(999);
    expect(opened).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(1);
    expect(opened).toHaveLength(2);
  });

  test("has a quick first retry again only after a minute of holding", async () => {
    const { socket, opened, last, connect } = setUp();
    socket.start();
    for (let lost = 0; lost < 4; lost += 1) {
      await connect();
      last().closes(1006);
      await vi.advanceTimersByTimeAsync(2_000);
    }
    await connect();
    const alive = setInterval(() => last().says({ type: "pong" }), 5_000);
    await vi.advanceTimersByTimeAsync(59_000);
    last().closes(1006);
    await vi.advanceTimersByTimeAsync(3_999);
    expect(opened).toHaveLength(5);
    await vi.advanceTimersByTimeAsync(1);
    await connect();
    await vi.advanceTimersByTimeAsync(60_000);
    last().closes(1006);
    await vi.advanceTimersByTimeAsync(500);
    expect(opened).toHaveLength(7);
    clearInterval(alive);
  });

  test("waits as long as a restarting server asks for", async () => {
    const { socket, opened, last, connect } = setUp();
    socket.start();
    await connect();
    last().closes(1012, "r=3000");
    await vi.advanceTimersByTimeAsync(2_999);
    expect(opened).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(1);
    expect(opened).toHaveLength(2);
  });

  test("renews a refused token before it comes back", async () => {
    const { socket, last, connect, renewedToken } = setUp();
    socket.start();
    await connect();
    last().closes(4401);
    await connect();
    expect(renewedToken).toHaveBeenCalledExactlyOnceWith("token-1");
    expect(last().written[0]).toMatchObject({ token: "token-2" });
  });

  test("stays away when the server refuses every new token", async () => {
    const { socket, opened, last, statuses } = setUp();
    socket.start();
    await vi.advanceTimersByTimeAsync(0);
    for (let refusal = 0; refusal < 4; refusal += 1) {
      last().opens();
      last().closes(4401);
      await vi.advanceTimersByTimeAsync(2_500);
    }
    expect(opened).toHaveLength(4);
    expect(statuses.at(-1)).toBe("refused");
  });

  test("stays away when it is forbidden, until someone asks", async () => {
    const { socket, opened, last, connect, statuses } = setUp();
    socket.start();
    await connect();
    last().closes(4403);
    await vi.advanceTimersByTimeAsync(120_000);
    expect(opened).toHaveLength(1);
    expect(statuses.at(-1)).toBe("refused");
    socket.wake();
    await vi.advanceTimersByTimeAsync(2_000);
    expect(opened).toHaveLength(1);
    socket.hurry();
    await vi.advanceTimersByTimeAsync(0);
    expect(opened).toHaveLength(2);
  });

  test("pings, and gives up a connection that does not answer", async () => {
    const { socket, opened, last, connect } = setUp();
    socket.start();
    await connect();
    await vi.advanceTimersByTimeAsync(20_000);
    expect(last().all("ping")).toHaveLength(1);
    last().says({ type: "pong" });
    await vi.advanceTimersByTimeAsync(20_000);
    expect(opened).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(8_500);
    expect(opened).toHaveLength(2);
  });

  test("gives up a connection that is never greeted", async () => {
    const { socket, opened, last } = setUp();
    socket.start();
    await vi.advanceTimersByTimeAsync(0);
    last().opens();
    await vi.advanceTimersByTimeAsync(16_000);
    expect(opened).toHaveLength(2);
  });

  test("tries at once when asked to hurry", async () => {
    const { socket, opened, last, connect } = setUp();
    socket.start();
    await connect();
    last().closes(4503, "r=60000");
    await vi.advanceTimersByTimeAsync(1_000);
    socket.hurry();
    await vi.advanceTimersByTimeAsync(0);
    expect(opened).toHaveLength(2);
  });

  test("tries within a second when the page wakes up", async () => {
    const { socket, opened, last, connect } = setUp();
    socket.start();
    await connect();
    for (let failed = 0; failed < 6; failed += 1) {
      last().closes(1006);
      await vi.advanceTimersByTimeAsync(failed < 5 ? 16_000 : 0);
    }
    const before = opened.length;
    socket.wake();
    await vi.advanceTimersByTimeAsync(500);
    expect(opened).toHaveLength(before + 1);
  });

  test("does not come before a busy server wants to see it, however awake the page is", async () => {
    const { socket, opened, last, connect } = setUp();
    socket.start();
    await connect();
    last().closes(4503, "r=5000");
    await vi.advanceTimersByTimeAsync(1_000);
    socket.wake();
    await vi.advanceTimersByTimeAsync(3_999);
    expect(opened).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(1);
    expect(opened).toHaveLength(2);
  });

  test("hears nothing of a connection that it has left", async () => {
    const { socket, opened, frames, connect } = setUp();
    socket.start();
    await connect();
    socket.restart();
    await vi.advanceTimersByTimeAsync(500);
    await connect();
    const heard = frames.length;
    opened[0]!.says({ type: "caught" });
    opened[0]!.closes(1006);
    expect(frames).toHaveLength(heard);
    expect(opened).toHaveLength(2);
  });

  test("is silent after it was stopped", async () => {
    const { socket, opened, last, connect, statuses } = setUp();
    socket.start();
    await connect();
    socket.stop();
    last().closes(1000);
    await vi.advanceTimersByTimeAsync(120_000);
    expect(opened).toHaveLength(1);
    expect(statuses).toEqual(["online"]);
  });
});
