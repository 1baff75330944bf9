import { afterEach, expect, test } from "vitest";
import german from "@/i18n/de.json";
import { type Catalog, ENGLISH, speak } from "@/i18n/t";
import { deviceName } from "./device-name";

afterEach(() => speak({ locale: "en", catalog: ENGLISH, isRightToLeft: false }));

test("a device is called as the server calls it, in the language of this one", () => {
  const names = ["Firefox on Linux", "Unknown device", "curl"];
  expect(names.map(deviceName)).toEqual(names);
  speak({ locale: "de", catalog: german as unknown as Catalog, isRightToLeft: false });
  expect(names.map(deviceName)).toEqual(["Firefox auf Linux", "Unbekanntes Gerät", "curl"]);
});
