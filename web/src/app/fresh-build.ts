/* After an upgrade of the server, parts of the client that were not loaded yet are gone: the page starts again with the new ones. */

const KEY = "natter.fresh-build";
/** Sooner than this a second failure is no upgrade, and starting again would go on for ever. */
const PAUSE_MILLISECONDS = 60_000;

let inBackground = 0;

/** Fetches a part that nobody has asked for yet: when it does not come, the page stays. */
export async function fetchQuietly(part: () => Promise<unknown>): Promise<void> {
  inBackground += 1;
  try {
    await part();
  } catch {
    // It comes when it is opened, where somebody is told.
  } finally {
    inBackground -= 1;
  }
}

export function startAgainAfterUpgrade(): void {
  window.addEventListener("vite:preloadError", (event) => {
    // Without a network the page that is there is worth more than one that cannot come.
    if (inBackground > 0 || !navigator.onLine) return;
    if (Date.now() - Number(sessionStorage.getItem(KEY)) < PAUSE_MILLISECONDS) return;
    sessionStorage.setItem(KEY, String(Date.now()));
    event.preventDefault();
    location.reload();
  });
}
