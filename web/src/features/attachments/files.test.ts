import { expect, test } from "vitest";
import { kindInWords, lookOf, sizeInWords } from "./files";

test.each([
  ["holiday.ZIP", "archive", "ZIP"],
  ["song.flac", "audio", "FLAC"],
  ["main.tsx", "code", "TSX"],
  ["drawing.svg", "picture", "SVG"],
  ["budget.xlsx", "sheet", "XLSX"],
  ["paper.pdf", "text", "PDF"],
  ["film.mp4", "video", "MP4"],
  ["README", "other", "File"],
  ["odd.some thing", "other", "File"],
])("%s looks like %s and is called %s", (name, look, kind) => {
  expect([lookOf(name), kindInWords(name)]).toEqual([look, kind]);
});

test.each([
  [1, "1 byte"],
  [999, "999 bytes"],
  [1_500, "1.5 kB"],
  [48_000, "48 kB"],
  [999_600, "1 MB"],
  [25_000_000, "25 MB"],
])("%i bytes are %s", (bytes, words) => expect(sizeInWords(bytes, "en")).toBe(words));
