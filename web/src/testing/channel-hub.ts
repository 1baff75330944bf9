/** A BroadcastChannel whose tabs are in one test: what one posts, all others hear at once, as a copy. */

type Listener = (event: MessageEvent) => void;

interface Channel {
  postMessage(message: never): void;
  addEventListener(type: "message", listener: never): void;
}

export function channelHub<C extends Channel>() {
  const tabs: { listeners: Listener[]; isDeaf: boolean }[] = [];
  return {
    /** One more tab; `freeze()` makes it deaf and dumb, as a crash or a frozen page does. */
    join(): C & { close(): void; freeze(): void } {
      const tab = { listeners: [] as Listener[], isDeaf: false };
      tabs.push(tab);
      const channel = {
        postMessage(message: unknown) {
          if (tab.isDeaf) return;
          for (const other of tabs) {
            if (other === tab || other.isDeaf) continue;
            for (const listener of other.listeners) listener({ data: structuredClone(message) } as MessageEvent);
          }
        },
        addEventListener: (_type: "message", listener: Listener) => void tab.listeners.push(listener),
        close: () => void (tab.isDeaf = true),
        freeze: () => void (tab.isDeaf = true),
      };
      return channel as unknown as C & { close(): void; freeze(): void };
    },
  };
}
