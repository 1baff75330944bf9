/* Starts the client and shows it. */
import "@/styles/index.css";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { startAppearance } from "@/features/settings/appearance";
import { App } from "./App";
import { natter } from "./natter";

startAppearance();
natter.session.start();

const root = document.getElementById("root");
if (!root) throw new Error("index.html has no #root");
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
