/**
 * One tab among all: whoever holds a Web Lock. The browser passes it on the moment its holder closes or crashes; from a
 * holder that has gone silent (a frozen page keeps its locks) it can be taken. Called by tab-line.ts.
 */

export interface Leadership {
  /** Stands in line for it. */
  start(): void;
  /** Gives it up, or leaves the line. */
  stop(): void;
  /** Takes it from whoever has it. */
  takeOver(): void;
}

export interface LeadershipParts {
  locks: LockManager;
  name: string;
  onGained(): void;
  /** Another tab has taken it. */
  onLost(): void;
}

export function createLeadership({ locks, name, onGained, onLost }: LeadershipParts): Leadership {
  /** The request that counts; older ones have no say. */
  let current: AbortController | null = null;
  let release: (() => void) | null = null;

  function ask(isSteal: boolean): void {
    current?.abort();
    const mine = new AbortController();
    current = mine;
    const options = isSteal ? { steal: true } : { signal: mine.signal };
    locks.request(name, options, () => held(mine)).catch((error: unknown) => mine === current && refused(error));
  }

  /** The lock is ours as long as this promise is open. */
  function held(mine: AbortController): Promise<void> | undefined {
    if (mine !== current) return undefined;
    return new Promise((resolve) => {
      release = resolve;
      onGained();
    });
  }

  /** Taken by another tab, or the browser gives no locks here: then every tab is on its own. */
  function refused(error: unknown): void {
    const isTaken = error instanceof DOMException && error.name === "AbortError";
    const wasHolding = release !== null;
    release = isTaken ? null : () => undefined;
    if (isTaken && wasHolding) onLost();
    if (isTaken) ask(false);
    else if (!wasHolding) onGained();
  }

  return {
    start: () => ask(false),
    stop() {
      current?.abort();
      current = null;
      release?.();
      release = null;
    },
    takeOver: () => release === null && ask(true),
  };
}
