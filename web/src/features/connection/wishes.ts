/** What the tabs of this browser want from their one connection: whose presence, and which conversation is looked at. Pure. */

export interface Wishes {
  look: string | null;
  watch: string[];
}

export interface TabWishes extends Wishes {
  /** When the tab last spoke, and when it turned to what it looks at, in ms since 1970. */
  heardAt: number;
  lookedAt: number;
}

/** By tab. */
export type WishBook = ReadonlyMap<string, TabWishes>;

export const noWishes: Wishes = { look: null, watch: [] };
/** A connection may watch this many. */
const watchLimit = 500;
/** A visible tab speaks every few seconds; one that is silent for this long is hidden, frozen or gone. */
export const silentAfterMs = 15_000;

export function withWishes(book: WishBook, tab: string, wishes: Wishes, now: number): WishBook {
  const known = book.get(tab);
  const lookedAt = known && known.look === wishes.look ? known.lookedAt : now;
  return new Map(book).set(tab, { ...wishes, heardAt: now, lookedAt });
}

export function withoutTab(book: WishBook, tab: string): WishBook {
  const left = new Map(book);
  left.delete(tab);
  return left;
}

/** Tabs, other than `mine`, that have not spoken for too long. */
export function silentTabs(book: WishBook, mine: string, now: number): string[] {
  return [...book].filter(([tab, { heardAt }]) => tab !== mine && now - heardAt > silentAfterMs).map(([tab]) => tab);
}

/** One window has the focus, so what was turned to last is what is looked at; everybody's people are watched. */
export function together(book: WishBook): Wishes {
  const lookers = [...book.values()].filter(({ look }) => look !== null).toSorted((a, b) => b.lookedAt - a.lookedAt);
  const watch = [...new Set([...book.values()].flatMap((wishes) => wishes.watch))].slice(0, watchLimit).toSorted();
  return { look: lookers[0]?.look ?? null, watch };
}
