/*
 * The door to toasts for everything that is not a component. One toast per source: a newer word replaces the older.
 */
import { Toast } from "@base-ui/react/toast";
import type { ReactNode } from "react";

export type ToastData = { picture?: ReactNode; tone?: "plain" | "danger"; onOpen?: () => void; actionLabel?: string; /** Until it is answered or put aside. */ stays?: boolean; onGone?: () => void };

export const toastManager = Toast.createToastManager<ToastData>();

const SHOWN_MILLISECONDS = 6000;

/** Shows a short word, for six seconds unless it stays; `source` names what it is about. */
export function showToast(source: string, title: string, description?: string, data: ToastData = {}): void {
  const { onGone, stays } = data;
  toastManager.add({ id: source, title, description, data, timeout: stays ? 0 : SHOWN_MILLISECONDS, ...(onGone && { onRemove: onGone }) });
}

export function hideToast(source: string): void {
  toastManager.close(source);
}
