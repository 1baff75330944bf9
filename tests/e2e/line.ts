/** The wire between one page and the server's socket, in the hands of a test: cut, mended, or made to refuse. */
import type { Page, WebSocketRoute } from "@playwright/test";

type Frame = { type: string; ref?: string; body?: string };

export class Line {
  private isCut = false;
  private refusals = 0;
  private readonly open = new Set<WebSocketRoute>();

  /** Must be laid before the page opens its socket. */
  static async lay(page: Page): Promise<Line> {
    const line = new Line();
    await page.routeWebSocket(/\/ws$/, (socket) => line.connect(socket));
    return line;
  }

  cut(): void {
    this.isCut = true;
    for (const socket of this.open) void socket.close({ code: 1001 });
    this.open.clear();
  }

  mend(): void {
    this.isCut = false;
  }

  /** The next send is answered as a server answers what it will not take. */
  refuseNextSend(): void {
    this.refusals += 1;
  }

  private connect(socket: WebSocketRoute): void {
    if (this.isCut) return void socket.close({ code: 1001 });
    this.open.add(socket);
    const server = socket.connectToServer();
    socket.onMessage((data) => {
      const frame = JSON.parse(String(data)) as Frame;
      if (frame.type === "send" && this.refusals > 0) {
        this.refusals -= 1;
        socket.send(JSON.stringify({ type: "error", ref: frame.ref, code: "forbidden", message: "You may not write here.", retry: null }));
      } else {
        server.send(data);
      }
    });
  }
}
