/*
 * What a message carries: pictures in boxes of their final size with a blurred placeholder, files in rows of one height. What is
 * in them arrives later and moves nothing.
 */
import { lazy, Suspense } from "react";
import { classes } from "@/components/classes";
import type { ShownMessage } from "@/features/timeline/rows";
import { boxOf, isPicture } from "./attachments";

const PictureButton = lazy(async () => ({ default: (await import("./PictureButton")).PictureButton }));
const FileCard = lazy(async () => ({ default: (await import("./FileCard")).FileCard }));
const HeldUploads = lazy(async () => ({ default: (await import("./HeldUploads")).HeldUploads }));

export function Attachments({ message }: { message: ShownMessage }) {
  const { attachments, uploads } = message;
  const pictures = attachments.filter(isPicture);
  const isAlone = pictures.length === 1;
  return (
    <>
      <Suspense fallback={null}>{uploads && <HeldUploads message={message} keys={uploads} />}</Suspense>
      {pictures.length > 0 && (
        <div className="flex max-w-full flex-wrap gap-1.5 py-1">
          {pictures.map((picture) => {
            const box = boxOf(picture, isAlone);
            return (
              <div key={picture.id} className={classes("relative max-w-full overflow-hidden rounded-card bg-sunken", box.className)} style={box.style}>
                {picture.placeholder && <img alt="" src={`data:image/webp;base64,${picture.placeholder}`} className="absolute inset-0 size-full scale-110 object-cover blur-[8px]" />}
                <Suspense fallback={null}>
                  <PictureButton picture={picture} />
                </Suspense>
              </div>
            );
          })}
        </div>
      )}
      {attachments.map(
        (attachment) =>
          !isPicture(attachment) && (
            <div key={attachment.id} className="my-1 h-14 w-96 max-w-full rounded-card border border-line bg-raised">
              <Suspense fallback={null}>
                <FileCard file={attachment} />
              </Suspense>
            </div>
          ),
      )}
    </>
  );
}
