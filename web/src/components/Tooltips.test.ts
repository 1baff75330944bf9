// @vitest-environment happy-dom
import { act, createElement } from "react";
import { createRoot } from "react-dom/client";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { RESTS_MILLISECONDS } from "./tooltip-timing";
import { Tooltips } from "./Tooltips";

let leave: () => void;

beforeEach(async () => {
  vi.useFakeTimers();
  vi.stubGlobal("IS_REACT_ACT_ENVIRONMENT", true);
  vi.stubGlobal("BASE_UI_ANIMATIONS_DISABLED", true);
  document.body.innerHTML = `
    <button id="reply" data-tooltip="Reply"><svg><path id="arrow" /></svg></button>
    <button id="more" data-tooltip="More" data-tooltip-side="left"></button>
    <p id="words">Hello</p>
    <div id="app"></div>`;
  const root = createRoot(byId("app"));
  await act(async () => root.render(createElement(Tooltips)));
  leave = () => act(() => root.unmount());
});

afterEach(() => {
  leave();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

function byId(id: string): HTMLElement {
  const found = document.getElementById(id);
  if (!found) throw new Error(`there is no ${id}`);
  return found;
}

/** What the label on the page says; null without one. */
function label(): string | null {
  return popup()?.textContent ?? null;
}

function popup(): Element | null {
  return document.querySelector(".floating");
}

async function happens(target: EventTarget, event: Event): Promise<void> {
  await act(async () => target.dispatchEvent(event));
}

async function pointsAt(target: EventTarget, pointerType = "mouse"): Promise<void> {
  await happens(target, new PointerEvent("pointerover", { bubbles: true, pointerType }));
}

async function rests(): Promise<void> {
  await act(async () => vi.advanceTimersByTimeAsync(RESTS_MILLISECONDS));
}

test("a label stands there when the pointer has rested anywhere on its trigger", async () => {
  await pointsAt(byId("arrow"));
  expect(label()).toBeNull();
  await rests();
  expect(label()).toBe("Reply");
});

test("what has no label shows none", async () => {
  await pointsAt(byId("words"));
  await rests();
  expect(label()).toBeNull();
});

test("there is one label at a time", async () => {
  await pointsAt(byId("reply"));
  await rests();
  await pointsAt(byId("more"));
  await rests();
  expect(document.querySelectorAll(".floating")).toHaveLength(1);
  expect(label()).toBe("More");
});

test("a finger brings no label", async () => {
  await pointsAt(byId("reply"), "touch");
  await rests();
  expect(label()).toBeNull();
});

test("a label stays while the pointer is on it, and goes with the pointer", async () => {
  await pointsAt(byId("reply"));
  await rests();
  await pointsAt(byId("words"));
  await pointsAt(popup() ?? byId("words"));
  await rests();
  expect(label()).toBe("Reply");
  await pointsAt(byId("words"));
  await rests();
  expect(label()).toBeNull();
});

test("a pointer that leaves the page takes the label along", async () => {
  await pointsAt(byId("reply"));
  await rests();
  await happens(document.documentElement, new PointerEvent("pointerleave"));
  await rests();
  expect(label()).toBeNull();
});

test("the keyboard's focus shows a label at once and takes it along", async () => {
  await act(async () => byId("reply").focus());
  expect(label()).toBe("Reply");
  await act(async () => byId("reply").blur());
  expect(label()).toBeNull();
});

test("a focus that a press has brought shows no label", async () => {
  // The page of a test has no pointer by which it could know.
  vi.spyOn(byId("reply"), "matches").mockReturnValue(false);
  await act(async () => byId("reply").focus());
  expect(label()).toBeNull();
});

test.each(["pointerdown", "keydown", "wheel", "scroll"])("a %s anywhere puts the label aside", async (type) => {
  await pointsAt(byId("reply"));
  await rests();
  await happens(byId("words"), new Event(type, { bubbles: true }));
  expect(label()).toBeNull();
  await rests();
  expect(label()).toBeNull();
});

test("the label is for the eye alone: the trigger itself carries the name for assistive technology", async () => {
  await pointsAt(byId("reply"));
  await rests();
  expect(popup()?.getAttribute("aria-hidden")).toBe("true");
});

test("a label that fades keeps its words", async () => {
  vi.stubGlobal("BASE_UI_ANIMATIONS_DISABLED", false);
  await pointsAt(byId("reply"));
  await rests();
  await happens(document, new Event("keydown"));
  expect(popup()?.hasAttribute("data-ending-style")).toBe(true);
  expect(label()).toBe("Reply");
});

test("nothing is left on the page, and nothing listens any more, when the labels are taken away", async () => {
  await pointsAt(byId("reply"));
  await rests();
  leave();
  await pointsAt(byId("more"));
  await rests();
  expect(label()).toBeNull();
});
