/**
 * Brings chosen files to the server, in parts: what is lost on the way is sent again from where the server stands. Two files
 * at a time. Without a connection it waits and goes on by itself as long as the page lives; files are not kept over a
 * reload, so the browser asks before the page goes. Loaded when the first file is chosen.
 */

import type { Upload as ServerUpload } from "@/generated/contract";
import type { Api } from "@/lib/api-client";
import { ApiError, messageOf } from "@/lib/api-error";
import { pauseMs } from "@/lib/backoff";
import { newClientId } from "@/lib/client-ids";
import type { Store } from "@/store/store";
import { attachmentLimit, changedUpload, chosenIn, type Upload, withoutUploads, withUpload } from "./uploads";

export interface Uploader {
  /** Answers how many were left out because a message carries at most `attachmentLimit`. */
  add(conversationId: string, files: File[]): Promise<number>;
  remove(keys: string[]): void;
  retry(key: string): void;
}

export interface UploaderParts {
  store: Store;
  api: Api;
  /** Ends early when the connection is back. */
  pause(ms: number): Promise<void>;
  /** The size of a picture in px and an address for it; null when it cannot be shown. */
  previewOf(file: File): Promise<Upload["preview"]>;
  forgetPreview(preview: Upload["preview"]): void;
  /** From now on the picture of a message is shown by what is here already. */
  adopt(attachmentId: string, preview: Upload["preview"]): void;
  /** Whether the browser is to ask before the page goes. */
  holdPage(isHeld: boolean): void;
}

export const leastPart = 64 * 1024;
export const mostPart = 4 * 1024 * 1024;
const firstPart = 256 * 1024;
/** A part should take about so long: progress is seen, and little is lost with a line. */
const partMs = 1_500;
const atOnce = 2;
/** With the last part the server looks at the picture, and others may stand in line before it. */
const lastPartWithinMs = 60_000;
const path = "/api/chat/attachments";

export function createUploader({ store, api, pause, previewOf, forgetPreview, adopt, holdPage }: UploaderParts): Uploader {
  const files = new Map<string, File>();
  /** The server's names of uploads that were begun, by key. */
  const begun = new Map<string, string>();
  const running = new Map<string, AbortController>();
  let part = firstPart;

  store.subscribe(({ uploads }, before) => {
    if (uploads === before.uploads) return;
    for (const key of Object.keys(before.uploads)) if (!uploads[key]) forget(key, before.uploads[key]);
    holdPage(Object.keys(uploads).length > 0);
    pump();
  });

  function change(key: string, how: Partial<Upload>): void {
    store.setState(({ uploads }) => ({ uploads: changedUpload(uploads, key, how) }));
  }

  function forget(key: string, upload: Upload | undefined): void {
    running.get(key)?.abort();
    files.delete(key);
    begun.delete(key);
    if (upload) forgetPreview(upload.preview);
  }

  function pump(): void {
    for (const { key, status } of Object.values(store.getState().uploads)) {
      if (running.size >= atOnce) return;
      const file = files.get(key);
      if (status === "waiting" && file && !running.has(key)) void run(key, file);
    }
  }

  async function run(key: string, file: File): Promise<void> {
    const controller = new AbortController();
    running.set(key, controller);
    try {
      change(key, { status: "uploading", failure: null });
      const attachment = await uploaded(key, file, controller.signal);
      if (controller.signal.aborted) return;
      // What moves here stands still in a conversation.
      if (attachment.content_type !== "image/gif") adopt(attachment.id, store.getState().uploads[key]?.preview ?? null);
      change(key, { status: "done", sent: file.size, attachment });
    } catch (error) {
      if (!controller.signal.aborted) change(key, { status: "failed", failure: messageOf(error), isFinal: isFinal(error) });
    } finally {
      running.delete(key);
      pump();
    }
  }

  async function uploaded(key: string, file: File, signal: AbortSignal) {
    let there = await persistently(key, signal, () => place(key, file, signal));
    while (!there.attachment) {
      const from = there.offset;
      there = await persistently(key, signal, (attempt) => (attempt === 0 ? sendPart(there, file, signal) : place(key, file, signal)));
      change(key, { sent: Math.max(from, there.offset) });
    }
    return there.attachment;
  }

  /** Where the server stands with this file; begins when it knows nothing of it (any more). */
  async function place(key: string, file: File, signal: AbortSignal): Promise<ServerUpload> {
    const id = begun.get(key);
    if (id) {
      try {
        return await api.get<ServerUpload>(`${path}/${id}`, { signal });
      } catch (error) {
        if (!isGone(error)) throw error;
      }
    }
    const there = await api.post<ServerUpload>(path, { name: file.name || "file", size: file.size }, { signal });
    begun.set(key, there.id);
    return there;
  }

  async function sendPart({ id, offset }: ServerUpload, file: File, signal: AbortSignal): Promise<ServerUpload> {
    const startedAt = Date.now();
    const bytes = file.slice(offset, offset + part);
    const isLast = offset + bytes.size >= file.size;
    const options = { raw: bytes, headers: { "Upload-Offset": String(offset) }, signal, ...(isLast && { withinMs: lastPartWithinMs }) };
    try {
      const there = await api.patch<ServerUpload>(`${path}/${id}`, null, options);
      if (bytes.size === part) part = bounded(part * (partMs / Math.max(1, Date.now() - startedAt)), part);
      return there;
    } catch (error) {
      part = bounded(part / 4, part);
      throw error;
    }
  }

  /** Until it is answered; what cannot go well by trying again is thrown. */
  async function persistently<T>(key: string, signal: AbortSignal, act: (attempt: number) => Promise<T>): Promise<T> {
    for (let attempt = 0; ; attempt += 1) {
      try {
        const answer = await act(attempt);
        change(key, { status: "uploading" });
        return answer;
      } catch (error) {
        if (signal.aborted || !isPassing(error)) throw error;
        change(key, { status: "paused" });
        await pause(pauseMs(attempt, Math.random()));
        signal.throwIfAborted();
      }
    }
  }

  async function show(key: string, conversationId: string, file: File): Promise<void> {
    files.set(key, file);
    const upload: Upload = {
      key,
      conversation_id: conversationId,
      name: file.name || "file",
      size: file.size,
      status: "waiting",
      sent: 0,
      attachment: null,
      failure: null,
      isFinal: false,
      preview: null,
      isTaken: false,
    };
    store.setState(({ uploads }) => ({ uploads: withUpload(uploads, upload) }));
    const preview = await previewOf(file);
    if (store.getState().uploads[key]) change(key, { preview });
    else forgetPreview(preview);
  }

  return {
    async add(conversationId, chosen) {
      const room = Math.max(0, attachmentLimit - chosenIn(store.getState().uploads, conversationId).length);
      await Promise.all(chosen.slice(0, room).map((file) => show(newClientId(), conversationId, file)));
      return Math.max(0, chosen.length - room);
    },
    remove(keys) {
      const { uploads: all } = store.getState();
      const ids = keys.flatMap((key) => (all[key]?.isFinal ? [] : (begun.get(key) ?? [])));
      store.setState(({ uploads }) => ({ uploads: withoutUploads(uploads, keys) }));
      // The server forgets by itself what nobody sends, and at once what it refused.
      for (const id of ids) void api.delete(`${path}/${id}`).catch(() => undefined);
    },
    retry: (key) => change(key, { status: "waiting", failure: null }),
  };
}

function bounded(wanted: number, now: number): number {
  return Math.round(Math.min(mostPart, now * 2, Math.max(leastPart, wanted)));
}

/** No answer, a server that is busy, or a place that has moved on: asked again, it may go well. */
function isPassing(error: unknown): boolean {
  return error instanceof ApiError && (error.isTransient || error.code === "wrong_offset");
}

function isFinal(error: unknown): boolean {
  return error instanceof ApiError && (error.status === 413 || error.status === 422);
}

function isGone(error: unknown): boolean {
  return error instanceof ApiError && error.status === 404;
}
