/** A WebSocket whose other end is the test: what the client writes is in `written`, what the server does are methods. */

import type { IncomingFrame } from "@/generated/contract";
import type { ServerFrame } from "@/lib/socket";

export class FakeSocket extends EventTarget {
  readyState = 0;
  readonly written: IncomingFrame[] = [];

  send(text: string): void {
    this.written.push(JSON.parse(text) as IncomingFrame);
  }

  close(): void {
    this.readyState = 3;
  }

  opens(): void {
    this.readyState = 1;
    this.dispatchEvent(new Event("open"));
  }

  says(frame: ServerFrame): void {
    this.dispatchEvent(Object.assign(new Event("message"), { data: JSON.stringify(frame) }));
  }

  closes(code: number, reason = ""): void {
    this.readyState = 3;
    this.dispatchEvent(Object.assign(new Event("close"), { code, reason }));
  }

  /** What was written of one type. */
  all<T extends IncomingFrame["type"]>(type: T): Extract<IncomingFrame, { type: T }>[] {
    return this.written.filter((frame) => frame.type === type) as Extract<IncomingFrame, { type: T }>[];
  }
}
