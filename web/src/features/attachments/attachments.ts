/** What a message carries beside its words: which of it is a picture, how large it is shown, and what to call it. Pure. */

import type { Attachment, Message } from "@/generated/contract";
import { t } from "@/i18n/t";

/** The largest in a conversation, in px. */
const widest = 480;
const highest = 360;
/** A strip or a dot would be too small to press. */
const least = 96;
/** Width by height of pictures in a row; what is narrower or wider is cut. */
const narrowest = 0.6;
const broadest = 1.6;

/** A picture: its size is known before its bytes are here. */
export type Picture = Attachment & { width: number; height: number };

export interface Size {
  width: number;
  height: number;
}

export function isPicture(attachment: Attachment): attachment is Picture {
  return attachment.content_type.startsWith("image/") && Boolean(attachment.width && attachment.height);
}

/** How large a picture stands alone in the conversation, in px: as it is, up to a limit. */
export function shownSize({ width, height }: Size): Size {
  const scale = Math.min(1, widest / width, highest / height);
  return { width: Math.max(least, Math.round(width * scale)), height: Math.max(least, Math.round(height * scale)) };
}

/** The look of its box: among others all are of one height. */
export function boxOf(picture: Size, isAlone: boolean): { className: string; style: { width?: string; aspectRatio: string } } {
  if (!isAlone) return { className: "h-42 phone:h-30", style: { aspectRatio: String(Math.min(broadest, Math.max(narrowest, picture.width / picture.height))) } };
  const { width, height } = shownSize(picture);
  return { className: "", style: { width: `${width}px`, aspectRatio: `${width} / ${height}` } };
}

/** What was said, or what was sent instead of words. */
export function saidIn({ body, attachments }: Pick<Message, "body" | "attachments">): string {
  const [first] = attachments;
  if (body.trim() || !first) return body;
  const pictures = attachments.filter(isPicture).length;
  if (attachments.length === 1) return pictures ? t("Picture") : first.name;
  return pictures === attachments.length
    ? t("{count, plural, one {# picture} other {# pictures}}", { count: pictures })
    : t("{count, plural, one {# file} other {# files}}", { count: attachments.length });
}
