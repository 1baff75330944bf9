import fc from "fast-check";
import { expect, test } from "vitest";
import { type Interruptions, readInterruptions, usualInterruptions, writeInterruptions } from "./interruptions";

const choice = fc.record({ system: fc.boolean(), words: fc.boolean(), sound: fc.boolean() });

test("what is written is read again, on a phone and elsewhere", () => {
  fc.assert(
    fc.property(choice, fc.boolean(), (chosen: Interruptions, isPhone) => {
      const usual = usualInterruptions(isPhone);
      expect(readInterruptions(writeInterruptions(chosen, usual), usual)).toEqual(chosen);
    }),
  );
});

test("a phone makes no sound before somebody asks for it", () => {
  const onPhone = usualInterruptions(true);
  expect([onPhone.sound, usualInterruptions(false).sound]).toEqual([false, true]);
  expect(readInterruptions(writeInterruptions({ ...onPhone, sound: true }, onPhone), onPhone).sound).toBe(true);
});

test.each([null, "", "nonsense", "[]", "null", '{"sound":"yes","words":0}'])("what cannot be understood is as usual: %s", (text) => {
  const usual = usualInterruptions(false);
  expect(readInterruptions(text, usual)).toEqual(usual);
});
