import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { IncomingFrame, Send } from "@/generated/contract";
import { newStore } from "@/store/store";
import { changedUpload } from "@/features/attachments/uploads";
import { aConversation, aMessage, anUpload, aPicture, conversationId, created, me, stateWith } from "@/testing/builders";
import { createJournal } from "@/lib/journal";
import { type PendingChange, type Wish, withPending } from "@/features/messages/pending-changes";
import { applyFrame } from "@/store/apply-frame";
import { memoryRows } from "@/testing/memory-rows";
import { memoryStorage } from "@/testing/memory-storage";
import { channelHub } from "@/testing/channel-hub";
import { ackWithinMs, createOutbox, type OutboxTabs } from "./outbox";
import { type PendingSend, sendsIn } from "./pending-sends";

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

async function setUp({ rows = memoryRows(), storage = memoryStorage(), tabs = null as OutboxTabs | null, isSender = true, isOnline = true } = {}) {
  const store = newStore();
  const wire: Send[] = [];
  const role = { isSender };
  const onSilence = vi.fn<() => void>();
  const send = (frame: IncomingFrame) => {
    wire.push(frame as Send);
    return true;
  };
  store.setState(stateWith(aConversation(), aConversation({ id: "other" })));
  const outbox = createOutbox({ store, rows, journal: createJournal<PendingSend>(storage, "sends"), tabs, isSender: () => role.isSender, send, onSilence });
  const connection = (status: "online" | "reconnecting") => store.setState({ connection: { status, since: 0, retryAt: null } });
  const ackOf = (frame: Send, no: number) => ({
    type: "ack" as const,
    ref: frame.ref,
    conversation_id: frame.conversation_id,
    client_message_id: frame.client_message_id,
    seq: no,
    message_no: no,
    at: "",
    duplicate: false,
  });
  const ack = (frame: Send, no: number) => {
    store.setState((state) => applyFrame(state, ackOf(frame, no), 0));
    outbox.onAck(ackOf(frame, no));
  };
  const sends = () => sendsIn(store.getState().outbox, conversationId);
  connection(isOnline ? "online" : "reconnecting");
  await outbox.restore();
  const say = async (...said: string[]) => {
    for (const body of said) outbox.send(conversationId, body);
    await written();
  };
  return { store, rows, wire, role, onSilence, outbox, connection, ack, sends, say };
}

/** Rows that are on their way into the outbox are there. */
const written = () => vi.advanceTimersByTimeAsync(0);
const bodies = (wire: Send[]) => wire.map((frame) => frame.body);

describe("the outbox", () => {
  test("sends at once", async () => {
    const { wire, sends, say } = await setUp();
    await say("hello");
    expect(bodies(wire)).toEqual(["hello"]);
    expect(sends()).toMatchObject([{ state: "sending" }]);
  });

  test("says which message is answered, also after a reload", async () => {
    const { outbox, wire, rows } = await setUp();
    outbox.send(conversationId, "yes", 7);
    await written();
    expect(wire).toMatchObject([{ body: "yes", reply_to: 7 }]);
    const { wire: again } = await setUp({ rows });
    expect(again).toMatchObject([{ body: "yes", reply_to: 7 }]);
  });

  test("does not send what is blank", async () => {
    const { wire, say } = await setUp();
    await say(" \n ");
    expect(wire).toEqual([]);
  });

  test("waits for the ack before the next one of the conversation, and not for other conversations", async () => {
    const { outbox, wire, ack, say } = await setUp();
    await say("one", "two");
    outbox.send("other", "elsewhere");
    await written();
    expect(bodies(wire)).toEqual(["one", "elsewhere"]);
    ack(wire[0]!, 1);
    expect(bodies(wire)).toEqual(["one", "elsewhere", "two"]);
  });

  test("keeps what is written without a connection and sends it in order afterwards", async () => {
    const { wire, connection, ack, say } = await setUp();
    connection("reconnecting");
    await say("one", "two");
    expect(wire).toEqual([]);
    connection("online");
    await written();
    ack(wire[0]!, 1);
    await written();
    expect(bodies(wire)).toEqual(["one", "two"]);
  });

  test("sends the same client_message_id again when the connection was lost before the ack", async () => {
    const { wire, connection, say } = await setUp();
    await say("one");
    connection("reconnecting");
    connection("online");
    expect(wire).toHaveLength(2);
    expect(wire[1]?.client_message_id).toBe(wire[0]?.client_message_id);
  });

  test("doubts a connection that gives no ack", async () => {
    const { onSilence, say } = await setUp();
    await say("one");
    vi.advanceTimersByTime(ackWithinMs);
    expect(onSilence).toHaveBeenCalledOnce();
  });

  test("waits as long as the server asks for and then tries again, keeping the order", async () => {
    const { outbox, wire, sends, say } = await setUp();
    await say("one", "two");
    outbox.onError({ type: "error", code: "too_fast", message: "Slow down.", ref: wire[0]!.ref, retry: 2 });
    vi.advanceTimersByTime(1_999);
    expect(wire).toHaveLength(1);
    vi.advanceTimersByTime(1);
    expect(bodies(wire)).toEqual(["one", "one"]);
    expect(sends()[0]).toMatchObject({ state: "sending", failure: null });
  });

  test("shows why a send was refused, goes on with the next, and retries when asked", async () => {
    const { outbox, wire, sends, ack, say } = await setUp();
    await say("one", "two");
    outbox.onError({ type: "error", code: "invalid_input", message: "Too long.", ref: wire[0]!.ref });
    expect(sends()[0]).toMatchObject({ state: "failed", failure: "Too long." });
    expect(bodies(wire)).toEqual(["one", "two"]);
    ack(wire[1]!, 1);
    outbox.retry(conversationId, wire[0]!.client_message_id);
    await written();
    expect(bodies(wire)).toEqual(["one", "two", "one"]);
  });

  test("sends what was refused to a former member under another id when it is retried, and every tab knows it by that", async () => {
    const { outbox, wire, sends, say } = await setUp();
    await say("one");
    const before = wire[0]!.client_message_id;
    outbox.onError({ type: "error", code: "not_found", message: "You are not part of it.", ref: before });
    expect(sends()).toMatchObject([{ state: "failed", client_message_id: `${before}~` }]);
    outbox.retry(conversationId, `${before}~`);
    await written();
    expect(wire.map((frame) => frame.client_message_id)).toEqual([before, `${before}~`]);
  });

  test("forgets a failed send when asked, and no other", async () => {
    const { outbox, wire, sends, say } = await setUp();
    await say("one");
    outbox.discard(conversationId, wire[0]!.client_message_id);
    expect(sends()).toHaveLength(1);
    outbox.onError({ type: "error", code: "forbidden", message: "No.", ref: wire[0]!.ref });
    outbox.discard(conversationId, wire[0]!.client_message_id);
    expect(sends()).toEqual([]);
  });

  test("is empty once the log has shown the message, ack or not", async () => {
    const { store, wire, sends, onSilence, say } = await setUp();
    await say("one");
    const event = created(aMessage({ actor_id: me, client_message_id: wire[0]!.client_message_id }));
    store.setState((state) => applyFrame(state, event, 0));
    expect(sends()).toEqual([]);
    vi.advanceTimersByTime(ackWithinMs);
    expect(onSilence).not.toHaveBeenCalled();
    await say("two");
    expect(bodies(wire)).toEqual(["one", "two"]);
  });

  test("writes a message down before it goes out", async () => {
    const rows = memoryRows();
    const { wire, say } = await setUp({ rows });
    const write = rows.hold();
    await say("one", "two");
    expect(wire).toEqual([]);
    write();
    await written();
    expect(bodies(wire)).toEqual(["one"]);
    expect(rows.bodies()).toEqual(["one", "two"]);
  });

  test("keeps its row until the log has it", async () => {
    const { rows, wire, ack, say } = await setUp();
    await say("one", "two");
    ack(wire[0]!, 1);
    await written();
    expect(rows.bodies()).toEqual(["two"]);
  });

  test("sends nothing new before it knows what was left from before", async () => {
    const rows = memoryRows();
    const before = await setUp({ rows });
    before.connection("reconnecting");
    await before.say("left");
    await vi.advanceTimersByTimeAsync(1_000);
    const store = newStore();
    const wire: Send[] = [];
    const journal = createJournal<PendingSend>(memoryStorage(), "sends");
    const outbox = createOutbox({ store, rows, journal, tabs: null, isSender: () => true, send: (frame) => wire.push(frame as Send) > 0, onSilence: () => undefined });
    store.setState({ ...stateWith(aConversation()), connection: { status: "online", since: 0, retryAt: null } });
    outbox.send(conversationId, "new");
    await written();
    expect(wire).toEqual([]);
    await outbox.restore();
    await written();
    expect(bodies(wire)).toEqual(["left"]);
  });

  test("after a crash sends what was on the wire under the same client_message_id", async () => {
    const rows = memoryRows();
    const crashed = await setUp({ rows });
    await crashed.say("one");
    const { wire, ack } = await setUp({ rows });
    expect(wire[0]?.client_message_id).toBe(crashed.wire[0]?.client_message_id);
    ack(wire[0]!, 1);
    await written();
    expect(rows.bodies()).toEqual([]);
  });
});

describe("with two tabs", () => {
  async function twoTabs() {
    const rows = memoryRows();
    const hub = channelHub<OutboxTabs>();
    const holder = await setUp({ rows, tabs: hub.join() });
    const other = await setUp({ rows, tabs: hub.join(), isSender: false });
    return { rows, holder, other };
  }

  test("the tab that holds the connection sends what the other has written, once", async () => {
    const { rows, holder, other } = await twoTabs();
    await other.say("from the other");
    expect(bodies(holder.wire)).toEqual(["from the other"]);
    expect(other.wire).toEqual([]);
    holder.ack(holder.wire[0]!, 1);
    await written();
    expect(rows.bodies()).toEqual([]);
  });

  test("one is on the wire per conversation, whoever wrote it", async () => {
    const { holder, other } = await twoTabs();
    await holder.say("one");
    await other.say("two");
    expect(bodies(holder.wire)).toEqual(["one"]);
    holder.ack(holder.wire[0]!, 1);
    expect(bodies(holder.wire)).toEqual(["one", "two"]);
  });

  test("what failed is seen and tried again in either", async () => {
    const { rows, holder, other } = await twoTabs();
    await other.say("one");
    const error = { type: "error" as const, code: "forbidden" as const, message: "No.", ref: holder.wire[0]!.ref };
    for (const tab of [holder, other]) tab.outbox.onError(error);
    expect(holder.sends()).toMatchObject([{ state: "failed", failure: "No." }]);
    other.outbox.retry(conversationId, holder.wire[0]!.client_message_id);
    await written();
    expect(bodies(holder.wire)).toEqual(["one", "one"]);
    for (const tab of [holder, other]) tab.outbox.onError(error);
    await written();
    other.outbox.discard(conversationId, holder.wire[0]!.client_message_id);
    await written();
    expect([holder.sends(), other.sends(), rows.bodies()]).toEqual([[], [], []]);
  });

  test("when the one that holds it goes, the other goes on, in order and under the same ids", async () => {
    const { holder, other } = await twoTabs();
    await holder.say("one");
    await other.say("two");
    other.connection("reconnecting");
    other.role.isSender = true;
    other.connection("online");
    expect(bodies(other.wire)).toEqual(["one"]);
    expect(other.wire[0]?.client_message_id).toBe(holder.wire[0]?.client_message_id);
    other.ack(other.wire[0]!, 1);
    expect(bodies(other.wire)).toEqual(["one", "two"]);
  });

  test("a row whose writer was gone before it could tell is found", async () => {
    const { rows, holder } = await twoTabs();
    const gone = await setUp({ rows, isSender: false });
    await gone.say("orphan");
    expect(holder.wire).toEqual([]);
    await holder.outbox.restore();
    expect(bodies(holder.wire)).toEqual(["orphan"]);
  });

  test("a row that is told after its end does not come back", async () => {
    const { rows, holder, other } = await twoTabs();
    await other.say("one");
    const [row] = await rows.read("");
    holder.ack(holder.wire[0]!, 1);
    await written();
    await rows.put("", row!);
    await holder.outbox.restore();
    await written();
    expect(holder.wire).toHaveLength(1);
    expect(rows.bodies()).toEqual([]);
  });
});

describe("a message with files", () => {
  const done = (key: string) => ({ status: "done" as const, sent: 100, attachment: aPicture({ id: `file-${key}` }) });

  test("waits for them, lets others pass, and goes with them once they are there", async () => {
    const { store, outbox, wire, sends, say, ack } = await setUp();
    const [one, two] = [anUpload("one"), anUpload("two", done("two"))];
    store.setState({ uploads: { one, two } });
    outbox.send(conversationId, "look", null, [one, two]);
    await say("meanwhile");
    expect(sends().map(({ body, state }) => [body, state])).toEqual([["look", "uploading"], ["meanwhile", "sending"]]);
    expect(store.getState().uploads["one"]?.isTaken).toBe(true);
    ack(wire[0] as Send, 1);
    store.setState(({ uploads }) => ({ uploads: changedUpload(uploads, "one", done("one")) }));
    await written();
    expect(wire.map((frame) => [frame.body, frame.attachment_ids])).toEqual([["meanwhile", undefined], ["look", ["file-one", "file-two"]]]);
    expect(store.getState().uploads).toEqual({});
  });

  test("needs no words", async () => {
    const { store, outbox, wire } = await setUp();
    const upload = anUpload("one", done("one"));
    store.setState({ uploads: { one: upload } });
    outbox.send(conversationId, "", null, [upload]);
    await written();
    expect(wire).toMatchObject([{ body: "", attachment_ids: ["file-one"] }]);
  });

  test("goes without a file that was taken away, and not at all when nothing is left", async () => {
    const { store, outbox, wire, sends } = await setUp();
    const [one, two] = [anUpload("one"), anUpload("two")];
    store.setState({ uploads: { one, two } });
    outbox.send(conversationId, "words", null, [one]);
    outbox.send(conversationId, "", null, [two]);
    store.setState({ uploads: {} });
    await written();
    expect(wire.map((frame) => [frame.body, frame.attachment_ids])).toEqual([["words", undefined]]);
    expect(sends()).toHaveLength(1);
  });

  test("says the same files again after a lost connection and after a reload", async () => {
    const { store, outbox, wire, rows, connection } = await setUp();
    const upload = anUpload("one", done("one"));
    store.setState({ uploads: { one: upload } });
    outbox.send(conversationId, "look", null, [upload]);
    await written();
    connection("reconnecting");
    connection("online");
    expect(wire.map((frame) => frame.attachment_ids)).toEqual([["file-one"], ["file-one"]]);
    const reloaded = await setUp({ rows });
    expect(reloaded.wire).toMatchObject([{ body: "look", attachment_ids: ["file-one"], client_message_id: wire[0]?.client_message_id }]);
  });

  test("leaves its words behind when the page goes before the files are there", async () => {
    const { store, outbox, rows } = await setUp();
    const upload = anUpload("one");
    store.setState({ uploads: { one: upload } });
    outbox.send(conversationId, "my words", null, [upload]);
    await written();
    const { sends, wire } = await setUp({ rows });
    expect(sends()).toMatchObject([{ body: "my words", state: "failed" }]);
    expect(sends()[0]?.failure).toMatch(/files were not uploaded/);
    expect(wire).toEqual([]);
  });

  test("that is not wanted any more leaves nothing", async () => {
    const { store, outbox, rows, sends } = await setUp();
    const upload = anUpload("one");
    store.setState({ uploads: { one: upload } });
    outbox.send(conversationId, "my words", null, [upload]);
    await written();
    outbox.discard(conversationId, sends()[0]?.client_message_id ?? "");
    store.setState({ uploads: {} });
    await written();
    expect(sends()).toEqual([]);
    expect(await rows.read(me)).toEqual([]);
  });
});

describe("a page that goes before its row is written", () => {
  test("loses nothing: the next one sends it, under the same client_message_id", async () => {
    const storage = memoryStorage();
    const gone = await setUp({ storage });
    gone.rows.hold();
    gone.outbox.send(conversationId, "one");
    expect(gone.wire).toEqual([]);
    const { wire, rows, ack } = await setUp({ storage });
    expect(wire).toMatchObject([{ body: "one", client_message_id: gone.sends()[0]?.client_message_id }]);
    expect(rows.bodies()).toEqual(["one"]);
    ack(wire[0]!, 1);
    await written();
    expect([rows.bodies(), storage.length]).toEqual([[], 0]);
  });

  test("keeps what a disk that is full or shut never takes", async () => {
    const storage = memoryStorage();
    const noDisk = { ...memoryRows(), put: async () => false, read: async () => [] };
    const first = await setUp({ storage, rows: noDisk, isOnline: false });
    await first.say("one");
    const { wire, ack } = await setUp({ storage, rows: noDisk });
    expect(bodies(wire)).toEqual(["one"]);
    ack(wire[0]!, 1);
    expect(storage.length).toBe(0);
  });
});

describe("a message that is changed while it waits", () => {
  let changes = 0;
  const changed = (store: ReturnType<typeof newStore>, clientMessageId: string, wish: Wish) => {
    const about = { change_id: `change-${(changes += 1)}`, conversation_id: conversationId, message_no: null, client_message_id: clientMessageId };
    const change: PendingChange = { ...wish, ...about, at: new Date(changes).toISOString(), epoch: null, is_tried: false, failure: null };
    store.setState(({ pendingChanges }) => ({ pendingChanges: withPending(pendingChanges, change) }));
  };
  const pending = (store: ReturnType<typeof newStore>) => store.getState().pendingChanges[conversationId];

  test("says so from the beginning, when it was never on the wire", async () => {
    const { store, wire, sends, rows, connection, say } = await setUp({ isOnline: false });
    await say("one", "two");
    const { client_message_id: id } = sends()[0]!;
    changed(store, id, { kind: "edit", body: "on", replaces: "one" });
    changed(store, id, { kind: "edit", body: "once", replaces: "on" });
    await written();
    expect([rows.bodies(), pending(store)]).toEqual([["once", "two"], []]);
    connection("online");
    await written();
    expect(wire).toMatchObject([{ body: "once", client_message_id: id }]);
  });

  test("is not sent at all when it is deleted", async () => {
    const { store, wire, sends, rows, connection, say } = await setUp({ isOnline: false });
    await say("one", "two");
    changed(store, sends()[0]!.client_message_id, { kind: "deletion" });
    connection("online");
    await written();
    expect([bodies(wire), rows.bodies(), pending(store)]).toEqual([["two"], ["two"], []]);
  });

  test("goes as it was, when it may have been on the wire: the change follows it", async () => {
    const { store, wire, sends, connection, say } = await setUp();
    await say("one");
    connection("reconnecting");
    changed(store, sends()[0]!.client_message_id, { kind: "edit", body: "two", replaces: "one" });
    connection("online");
    await written();
    expect(bodies(wire)).toEqual(["one", "one"]);
    expect(pending(store)).toHaveLength(1);
  });

  test("and then refused, is kept as it was to be", async () => {
    const { store, outbox, wire, sends, rows, say } = await setUp();
    await say("one");
    changed(store, sends()[0]!.client_message_id, { kind: "edit", body: "two", replaces: "one" });
    outbox.onError({ type: "error", code: "invalid_input", message: "Not here.", ref: wire[0]!.ref });
    await written();
    expect(sends()).toMatchObject([{ body: "two", state: "failed" }]);
    expect([rows.bodies(), pending(store)]).toEqual([["two"], []]);
  });

  test("in another tab, is changed by the one that sends", async () => {
    const hub = channelHub<OutboxTabs>();
    const rows = memoryRows();
    const follower = await setUp({ rows, tabs: hub.join(), isSender: false, isOnline: false });
    const leader = await setUp({ rows, tabs: hub.join(), isOnline: false });
    await follower.say("one");
    const wish = { kind: "edit" as const, body: "two", replaces: "one" };
    for (const tab of [follower, leader]) changed(tab.store, follower.sends()[0]!.client_message_id, wish);
    await written();
    expect([follower.sends()[0]?.body, leader.sends()[0]?.body, rows.bodies()]).toEqual(["two", "two", ["two"]]);
    leader.connection("online");
    await written();
    expect(bodies(leader.wire)).toEqual(["two"]);
  });
});
