import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { keysOf, SHORTCUTS } from "./chords";
import { neighbour, unreadNeighbour } from "./neighbours";
import { sheet } from "./sheet";
import { type KeyPress, shortcutOf } from "./shortcuts";
import { isTypedInto } from "./typing";

function press(key: string, change: Partial<KeyPress> = {}): KeyPress {
  return { key, code: "", ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, ...change };
}

const reading = { isMac: false, isTyping: false };
const typing = { isMac: false, isTyping: true };

describe("a shortcut", () => {
  test.each([
    ["Ctrl K", press("k", { ctrlKey: true }), "switch"],
    ["Ctrl K with caps lock", press("K", { ctrlKey: true }), "switch"],
    ["Ctrl K on an Arabic keyboard", press("ن", { ctrlKey: true, code: "KeyK" }), "switch"],
    ["Ctrl K where K lies elsewhere", press("k", { ctrlKey: true, code: "KeyV" }), "switch"],
    ["Alt arrow", press("ArrowDown", { altKey: true }), "next"],
    ["Alt Shift arrow", press("ArrowUp", { altKey: true, shiftKey: true }), "previousUnread"],
    ["? with Shift", press("?", { shiftKey: true }), "help"],
    ["? without", press("?"), "help"],
    ["Esc", press("Escape"), "back"],
  ])("is heard: %s", (_, keys, name) => {
    expect(shortcutOf(keys, reading)).toBe(name);
  });

  test.each([
    ["a letter alone", press("k")],
    ["the key that lies where K is", press("t", { ctrlKey: true, code: "KeyK" })],
    ["with Shift beside it", press("K", { ctrlKey: true, shiftKey: true })],
    ["with Alt beside it", press("k", { ctrlKey: true, altKey: true })],
    ["Cmd where there is none", press("k", { metaKey: true })],
    ["an arrow alone", press("ArrowDown")],
    ["Ctrl ?", press("?", { ctrlKey: true })],
  ])("is not heard in %s", (_, keys) => {
    expect(shortcutOf(keys, reading)).toBeNull();
  });

  test("is Cmd on a Mac, where Ctrl K means something else", () => {
    expect(shortcutOf(press("k", { metaKey: true }), { isMac: true, isTyping: false })).toBe("switch");
    expect(shortcutOf(press("k", { ctrlKey: true }), { isMac: true, isTyping: false })).toBeNull();
  });

  test("takes nothing from somebody who types, unless Ctrl, Cmd or Alt is held", () => {
    const anyPress = fc.record({
      key: fc.constantFrom("k", "?", "Escape", "ArrowUp", "ArrowDown", "ñ"),
      code: fc.constantFrom("KeyK", "Slash", ""),
      ctrlKey: fc.boolean(),
      metaKey: fc.boolean(),
      altKey: fc.boolean(),
      shiftKey: fc.boolean(),
    });
    fc.assert(
      fc.property(anyPress, fc.boolean(), (keys, isMac) => {
        if (shortcutOf(keys, { isMac, isTyping: true }) !== null) expect(keys.ctrlKey || keys.metaKey || keys.altKey).toBe(true);
      }),
    );
    expect(shortcutOf(press("?"), typing)).toBeNull();
    expect(shortcutOf(press("Escape"), typing)).toBeNull();
    expect(shortcutOf(press("k", { ctrlKey: true }), typing)).toBe("switch");
  });
});

describe("the sheet", () => {
  test("shows every shortcut that is bound, once, and no two that share their keys", () => {
    const shown = sheet().flatMap((section) => section.shortcuts);
    for (const shortcut of Object.values(SHORTCUTS)) expect(shown.filter(({ chord }) => chord === shortcut)).toHaveLength(1);
    expect(new Set(shown.map(({ chord }) => JSON.stringify(chord))).size).toBe(shown.length);
  });

  test("names the keys as they are printed", () => {
    const named = (isMac: boolean) => keysOf(SHORTCUTS.nextUnread, isMac).map(({ shown }) => shown);
    expect(named(false)).toEqual(["Alt", "Shift", "↓"]);
    expect(named(true)).toEqual(["⌥", "⇧", "↓"]);
    expect(keysOf(SHORTCUTS.switch, false)).toEqual([
      { shown: "Ctrl", said: "Control" },
      { shown: "K", said: "k" },
    ]);
  });
});

describe("typing", () => {
  test.each([
    ["a text area", { tagName: "TEXTAREA" }, true],
    ["a field", { tagName: "INPUT", type: "search" }, true],
    ["what can be edited", { tagName: "DIV", isContentEditable: true }, true],
    ["a choice", { tagName: "INPUT", type: "radio" }, false],
    ["a button", { tagName: "BUTTON" }, false],
    ["the page", { tagName: "BODY" }, false],
  ])("happens in %s: %j is %j", (_, place, expected) => {
    expect(isTypedInto(place)).toBe(expected);
  });
});

describe("the conversation beside the open one", () => {
  const rows = [
    { id: "a", unread: 2 },
    { id: "b", unread: 0 },
    { id: "c", unread: 1 },
    { id: "d", unread: 0 },
  ];

  test("is the next of the list, and none at its end", () => {
    expect(neighbour(rows, "b", 1)).toBe("c");
    expect(neighbour(rows, "b", -1)).toBe("a");
    expect(neighbour(rows, "d", 1)).toBeNull();
    expect(neighbour(rows, "a", -1)).toBeNull();
  });

  test("is the first or last when none is open", () => {
    expect(neighbour(rows, null, 1)).toBe("a");
    expect(neighbour(rows, "gone", -1)).toBe("d");
    expect(neighbour([], null, 1)).toBeNull();
  });

  test("with something unread is found over the end of the list", () => {
    expect(unreadNeighbour(rows, "a", 1)).toBe("c");
    expect(unreadNeighbour(rows, "c", 1)).toBe("a");
    expect(unreadNeighbour(rows, "d", -1)).toBe("c");
    expect(unreadNeighbour(rows, null, 1)).toBe("a");
    expect(unreadNeighbour(rows, null, -1)).toBe("c");
  });

  test("is never the open one, and none when all is read", () => {
    expect(unreadNeighbour([{ id: "a", unread: 3 }], "a", 1)).toBeNull();
    expect(unreadNeighbour([{ id: "a", unread: 0 }], null, 1)).toBeNull();
  });
});
