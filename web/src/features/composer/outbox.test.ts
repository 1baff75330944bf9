import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { IncomingFrame, Send } from "@/generated/contract";
import { newStore } from "@/store/store";
import { aConversation, aMessage, conversationId, created, me, stateWith } from "@/testing/builders";
import { applyFrame } from "@/store/apply-frame";
import { ackWithinMs, createOutbox } from "./outbox";
import { sendsIn } from "./pending-sends";

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

function setUp() {
  const store = newStore();
  const wire: Send[] = [];
  const onSilence = vi.fn<() => void>();
  const send = (frame: IncomingFrame) => {
    wire.push(frame as Send);
    return true;
  };
  store.setState(stateWith(aConversation(), aConversation({ id: "other" })));
  const outbox = createOutbox({ store, send, onSilence });
  const connection = (status: "online" | "reconnecting") => store.setState({ connection: { status, since: 0, retryAt: null } });
  const ack = (frame: Send, no: number) => {
    const answer = { type: "ack" as const, ref: frame.ref, conversation_id: frame.conversation_id, client_message_id: frame.client_message_id, seq: no, message_no: no, at: "", duplicate: false };
    store.setState((state) => applyFrame(state, answer, 0));
    outbox.onAck(answer);
  };
  const sends = () => sendsIn(store.getState().outbox, conversationId);
  connection("online");
  return { store, wire, onSilence, outbox, connection, ack, sends };
}

const bodies = (wire: Send[]) => wire.map((frame) => frame.body);

describe("the outbox", () => {
  test("sends at once", () => {
    const { outbox, wire, sends } = setUp();
    outbox.send(conversationId, "hello");
    expect(bodies(wire)).toEqual(["hello"]);
    expect(sends()).toMatchObject([{ state: "sending" }]);
  });

  test("does not send what is blank", () => {
    const { outbox, wire } = setUp();
    outbox.send(conversationId, " \n ");
    expect(wire).toEqual([]);
  });

  test("waits for the ack before the next one of the conversation, and not for other conversations", () => {
    const { outbox, wire, ack } = setUp();
    outbox.send(conversationId, "one");
    outbox.send(conversationId, "two");
    outbox.send("other", "elsewhere");
    expect(bodies(wire)).toEqual(["one", "elsewhere"]);
    ack(wire[0]!, 1);
    expect(bodies(wire)).toEqual(["one", "elsewhere", "two"]);
  });

  test("keeps what is written without a connection and sends it in order afterwards", () => {
    const { outbox, wire, connection, ack } = setUp();
    connection("reconnecting");
    for (const body of ["one", "two"]) outbox.send(conversationId, body);
    expect(wire).toEqual([]);
    connection("online");
    ack(wire[0]!, 1);
    expect(bodies(wire)).toEqual(["one", "two"]);
  });

  test("sends the same client_message_id again when the connection was lost before the ack", () => {
    const { outbox, wire, connection } = setUp();
    outbox.send(conversationId, "one");
    connection("reconnecting");
    connection("online");
    expect(wire).toHaveLength(2);
    expect(wire[1]?.client_message_id).toBe(wire[0]?.client_message_id);
  });

  test("doubts a connection that gives no ack", () => {
    const { outbox, onSilence } = setUp();
    outbox.send(conversationId, "one");
    vi.advanceTimersByTime(ackWithinMs);
    expect(onSilence).toHaveBeenCalledOnce();
  });

  test("waits as long as the server asks for and then tries again, keeping the order", () => {
    const { outbox, wire, sends } = setUp();
    outbox.send(conversationId, "one");
    outbox.send(conversationId, "two");
    outbox.onError({ type: "error", code: "too_fast", message: "Slow down.", ref: wire[0]!.ref, retry: 2 });
    vi.advanceTimersByTime(1_999);
    expect(wire).toHaveLength(1);
    vi.advanceTimersByTime(1);
    expect(bodies(wire)).toEqual(["one", "one"]);
    expect(sends()[0]).toMatchObject({ state: "sending", failure: null });
  });

  test("shows why a send was refused, goes on with the next, and retries when asked", () => {
    const { outbox, wire, sends, ack } = setUp();
    outbox.send(conversationId, "one");
    outbox.send(conversationId, "two");
    outbox.onError({ type: "error", code: "invalid_input", message: "Too long.", ref: wire[0]!.ref });
    expect(sends()[0]).toMatchObject({ state: "failed", failure: "Too long." });
    expect(bodies(wire)).toEqual(["one", "two"]);
    ack(wire[1]!, 1);
    outbox.retry(conversationId, wire[0]!.client_message_id);
    expect(bodies(wire)).toEqual(["one", "two", "one"]);
  });

  test("forgets a failed send when asked, and no other", () => {
    const { outbox, wire, sends } = setUp();
    outbox.send(conversationId, "one");
    outbox.discard(conversationId, wire[0]!.client_message_id);
    expect(sends()).toHaveLength(1);
    outbox.onError({ type: "error", code: "forbidden", message: "No.", ref: wire[0]!.ref });
    outbox.discard(conversationId, wire[0]!.client_message_id);
    expect(sends()).toEqual([]);
  });

  test("is empty once the log has shown the message, ack or not", () => {
    const { store, outbox, wire, sends, onSilence } = setUp();
    outbox.send(conversationId, "one");
    const event = created(aMessage({ actor_id: me, client_message_id: wire[0]!.client_message_id }));
    store.setState((state) => applyFrame(state, event, 0));
    expect(sends()).toEqual([]);
    vi.advanceTimersByTime(ackWithinMs);
    expect(onSilence).not.toHaveBeenCalled();
    outbox.send(conversationId, "two");
    expect(bodies(wire)).toEqual(["one", "two"]);
  });
});
