/** Files that I have chosen and that are on their way to the server, or there and not sent yet. Pure; uploader.ts moves them. */

import type { Attachment } from "@/generated/contract";

/**
 * waiting: for its turn · uploading · paused: no connection, goes on by itself · done: `attachment` is there ·
 * failed: `failure` says why, waits for me to try again or remove it.
 */
export type UploadStatus = "waiting" | "uploading" | "paused" | "done" | "failed";

export interface Upload {
  key: string;
  conversation_id: string;
  name: string;
  size: number;
  status: UploadStatus;
  /** Bytes that the server has. */
  sent: number;
  attachment: Attachment | null;
  failure: string | null;
  /** Trying again would change nothing: too large, no sound picture. */
  isFinal: boolean;
  /** The picture as it is here; null for other files. */
  preview: { url: string; width: number; height: number } | null;
  /** A message waits for it; before that it stands above the composer. */
  isTaken: boolean;
}

/** key → upload, in the order in which they were chosen. */
export type Uploads = Record<string, Upload>;

/** Files in one message, as the server takes them. */
export const attachmentLimit = 10;

/** Those above the composer. */
export function chosenIn(uploads: Uploads, conversationId: string): Upload[] {
  return Object.values(uploads).filter((upload) => upload.conversation_id === conversationId && !upload.isTaken);
}

export function withUpload(uploads: Uploads, upload: Upload): Uploads {
  return { ...uploads, [upload.key]: upload };
}

/** The change does nothing to one that is gone. */
export function changedUpload(uploads: Uploads, key: string, change: Partial<Upload>): Uploads {
  const upload = uploads[key];
  return upload ? { ...uploads, [key]: { ...upload, ...change } } : uploads;
}

export function withoutUploads(uploads: Uploads, keys: string[]): Uploads {
  return Object.fromEntries(Object.entries(uploads).filter(([key]) => !keys.includes(key)));
}

/** Which of them are still there: those that were removed are nobody's any more. */
export function uploadsOf(uploads: Uploads, keys: string[]): Upload[] {
  return keys.flatMap((key) => uploads[key] ?? []);
}

/** All attachments, in order; null while one of them is missing. */
export function attachmentsOf(uploads: Upload[]): Attachment[] | null {
  const attachments = uploads.flatMap(({ attachment }) => attachment ?? []);
  return attachments.length === uploads.length ? attachments : null;
}

/** How much of all is there, 0 to 1. */
export function progressOf(uploads: Upload[]): number {
  const size = uploads.reduce((sum, upload) => sum + upload.size, 0);
  return size === 0 ? 0 : uploads.reduce((sum, upload) => sum + upload.sent, 0) / size;
}
