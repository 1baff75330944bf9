/* The sign of a file by what its name says it is. */
import { File, FileArchive, FileCode, FileHeadphone, FileImage, FilePlay, FileSpreadsheet, FileText, type LucideIcon } from "lucide-react";
import { type FileLook, lookOf } from "./files";

const icons: Record<FileLook, LucideIcon> = {
  archive: FileArchive,
  audio: FileHeadphone,
  code: FileCode,
  picture: FileImage,
  sheet: FileSpreadsheet,
  text: FileText,
  video: FilePlay,
  other: File,
};

export function FileIcon({ name }: { name: string }) {
  const Icon = icons[lookOf(name)];
  return (
    <span className="grid size-10 shrink-0 place-items-center rounded-control bg-accent-tint text-accent-ink">
      <Icon aria-hidden size={20} strokeWidth={1.75} />
    </span>
  );
}
