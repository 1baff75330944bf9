/** The client of this tab: the one place that knows how its parts are put together. */

import type { Natter } from "./actions";

export const natter = {} as Natter;
