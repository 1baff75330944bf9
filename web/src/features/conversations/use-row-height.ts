/* How high a row of the list is on this device, in pixels: its token counts in rem, which the reader's size of text changes. */
import { useMemo } from "react";
import { useAppearance } from "@/features/settings/device-appearance";

/** Between two rows. */
const GAP = 1;

export function useRowHeight(): number {
  const { density, text } = useAppearance();
  // eslint-disable-next-line react/exhaustive-deps -- they change the style that is read
  return useMemo(heightNow, [density, text]);
}

function heightNow(): number {
  const style = getComputedStyle(document.documentElement);
  return Number.parseFloat(style.getPropertyValue("--conversation-row")) * Number.parseFloat(style.fontSize) + GAP;
}
