/** Files in words and signs: how large, of which kind by their ending. Pure. */

import { spokenLocale, t } from "@/i18n/t";

export type FileLook = "archive" | "audio" | "code" | "picture" | "sheet" | "text" | "video" | "other";

const endings: Record<Exclude<FileLook, "other">, string> = {
  archive: "zip gz tgz tar 7z rar xz bz2 zst",
  audio: "mp3 m4a wav flac ogg opus aac",
  code: "js ts tsx jsx py rs go c h cpp java kt swift rb php html css json xml yml yaml toml sh sql",
  picture: "jpg jpeg png gif webp heic heif avif svg tif tiff bmp psd",
  sheet: "xls xlsx ods csv tsv numbers",
  text: "pdf doc docx odt rtf txt md pages epub tex",
  video: "mp4 mov mkv webm avi m4v",
};

export function lookOf(name: string): FileLook {
  const ending = endingOf(name);
  const found = Object.entries(endings).find(([, some]) => some.split(" ").includes(ending));
  return (found?.[0] as FileLook | undefined) ?? "other";
}

/** "PDF"; nothing for a name without a sensible ending. */
export function kindInWords(name: string): string {
  const ending = endingOf(name);
  return /^[a-z0-9]{1,5}$/.test(ending) ? ending.toUpperCase() : t("File");
}

/** "482 kB", in the reader's language. */
export function sizeInWords(bytes: number, locale = spokenLocale()): string {
  const [unit, by] = bytes < 1_000 ? (["byte", 1] as const) : bytes < 999_500 ? (["kilobyte", 1_000] as const) : (["megabyte", 1_000_000] as const);
  const value = bytes / by;
  return new Intl.NumberFormat(locale, { style: "unit", unit, unitDisplay: unit === "byte" ? "long" : "short", maximumFractionDigits: value < 10 && by > 1 ? 1 : 0 }).format(value);
}

function endingOf(name: string): string {
  return /\.([^.]+)$/.exec(name)?.[1]?.toLowerCase() ?? "";
}
