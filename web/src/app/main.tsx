/* Starts the client and shows it. */
import "@/styles/index.css";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { startAppearance } from "@/features/settings/device-appearance";
import { startLanguage } from "@/i18n/device-language";
import { store } from "@/store/store";
import { App } from "./App";
import { startAgainAfterUpgrade } from "./fresh-build";
import { natter } from "./natter";
import { warmUp } from "./Screens";

startAgainAfterUpgrade();
startAppearance();
natter.session.start();
if (store.getState().session.status !== "signed-out") warmUp(location.pathname);

const root = document.getElementById("root");
if (!root) throw new Error("index.html has no #root");
void startLanguage().then(() =>
  createRoot(root).render(
    <StrictMode>
      <App />
    </StrictMode>,
  ),
);

window.addEventListener("load", () => void import("./after-first-paint").then(({ startAfterFirstPaint }) => startAfterFirstPaint()));
