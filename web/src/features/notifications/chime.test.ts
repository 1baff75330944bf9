import { expect, test, vi } from "vitest";
import { createChime, lateMs } from "./chime";

/** An AudioContext that the browser holds back until `resume` is answered; `heard` are the notes, in Hz. */
function anAudio(state: AudioContextState) {
  const heard: number[] = [];
  const silent = { setValueAtTime: vi.fn(), linearRampToValueAtTime: vi.fn(), exponentialRampToValueAtTime: vi.fn() };
  let answer: () => void = () => undefined;
  const audio = {
    state,
    currentTime: 1,
    destination: null,
    resume: () => new Promise<void>((resolve) => (answer = resolve)),
    createGain: () => ({ gain: silent, connect: () => null }),
    createOscillator() {
      const frequency = { value: 0 };
      return { frequency, connect: (next: object) => next, start: () => heard.push(frequency.value), stop: () => undefined };
    },
  };
  return { heard, audio: audio as unknown as AudioContext, answer: () => answer() };
}

test("it is two notes that rise", async () => {
  const { heard, audio } = anAudio("running");
  await createChime({ makeAudio: () => audio, wasPressed: () => true })();
  expect(heard).toHaveLength(2);
  expect(heard[1]).toBeGreaterThan(heard[0] ?? Infinity);
});

test("before the first press in the page nothing is made", async () => {
  const makeAudio = vi.fn(() => anAudio("running").audio);
  await createChime({ makeAudio, wasPressed: () => false })();
  expect(makeAudio).not.toHaveBeenCalled();
});

test.each([
  ["soon is heard", lateMs, 2],
  ["late is not made up for", lateMs + 1, 0],
])("a sound that the browser lets through %s", async (_, afterMs, notes) => {
  vi.useFakeTimers();
  const { heard, audio, answer } = anAudio("suspended");
  const sounding = createChime({ makeAudio: () => audio, wasPressed: () => true })();
  vi.advanceTimersByTime(afterMs);
  answer();
  await sounding;
  expect(heard).toHaveLength(notes);
});
