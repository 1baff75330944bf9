/*
 * The door to toasts for everything that is not a component. One toast per source: a newer word replaces the older.
 */
import { Toast } from "@base-ui/react/toast";
import type { ReactNode } from "react";

export type ToastData = { picture?: ReactNode; tone?: "plain" | "danger"; onOpen?: () => void; actionLabel?: string; onGone?: () => void };

export const toastManager = Toast.createToastManager<ToastData>();

const SHOWN_MILLISECONDS = 6000;

/** Shows a short word for six seconds; `source` names what it is about. */
export function showToast(source: string, title: string, description?: string, data: ToastData = {}): void {
  const { onGone } = data;
  toastManager.add({ id: source, title, description, data, timeout: SHOWN_MILLISECONDS, ...(onGone && { onRemove: onGone }) });
}

export function hideToast(source: string): void {
  toastManager.close(source);
}
