/* What the parts of a message's row know of the row. */
import { createContext, useContext } from "react";
import type { Opened } from "./acts";

export interface RowActing {
  /** The keyboard is in this row, so what stands in it can be reached by Tab: of a whole list one row is a stop. */
  isReachable: boolean;
  open: (what: Opened) => void;
}

export const Acting = createContext<RowActing>({ isReachable: false, open: () => undefined });

export function useRowActing(): RowActing {
  return useContext(Acting);
}
