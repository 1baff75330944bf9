/*
 * The look that this device has chosen, on the page before anything is painted: a script of its own, because the
 * Content-Security-Policy allows none inside the page, and not a module, because those run later.
 * Written by src/features/settings/device-appearance.ts, which keeps it true from then on.
 */
try {
  Object.assign(document.documentElement.dataset, JSON.parse(localStorage.getItem("natter.appearance") || "{}"));
  if (matchMedia("(prefers-contrast: more)").matches) document.documentElement.dataset.contrast = "more";
} catch {
  // Damaged, or no storage: the usual look.
}
