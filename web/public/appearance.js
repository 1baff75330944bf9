/*
 * The look and the language that this device has chosen, on the page before anything is painted: a script of its own, because the
 * Content-Security-Policy allows none inside the page, and not a module, because those run later.
 * Written by src/features/settings/device-appearance.ts and src/i18n/device-language.ts, which keep it true from then on.
 */
try {
  Object.assign(document.documentElement.dataset, JSON.parse(localStorage.getItem("natter.appearance") || "{}"));
  if (matchMedia("(prefers-contrast: more)").matches) document.documentElement.dataset.contrast = "more";
} catch {
  // Damaged, or no storage: the usual look.
}

try {
  const wishes = [localStorage.getItem("natter.language") || "", ...navigator.languages].map((tag) => tag.toLowerCase().split("-")[0]);
  document.documentElement.lang = wishes.find((tag) => ["en", "de", "ar"].includes(tag)) || "en";
  if (document.documentElement.lang === "ar") document.documentElement.dir = "rtl";
} catch {
  // No storage: English, as the page says.
}
