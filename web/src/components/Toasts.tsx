/* The place where toasts appear: at the start of the lower edge on a desktop, below the header on a phone, whose way back they must not cover. Shown once, by the app's frame. */
import { Toast } from "@base-ui/react/toast";
import { CircleAlert, X } from "lucide-react";
import { t } from "@/i18n/t";
import { classes } from "./classes";
import { toastManager, type ToastData } from "./toasts";

export function Toasts() {
  return (
    <Toast.Provider toastManager={toastManager} limit={3}>
      <Toast.Portal>
        <Toast.Viewport
          aria-label={t("Notifications")}
          className="fixed z-50 flex flex-col gap-2 outline-none phone:inset-x-3 phone:top-[calc(env(safe-area-inset-top)+var(--header-height)+0.5rem)] two-columns:start-4 two-columns:bottom-4 two-columns:w-88"
        >
          <ToastList />
        </Toast.Viewport>
      </Toast.Portal>
    </Toast.Provider>
  );
}

function ToastList() {
  const { toasts, close } = Toast.useToastManager<ToastData>();
  return toasts.map((toast) => {
    const open = toast.data?.onOpen;
    return (
      <Toast.Root
        key={toast.id}
        toast={toast}
        swipeDirection={[document.dir === "rtl" ? "right" : "left", "up"]}
        className="floating flex items-start gap-3 rounded-card bg-raised p-3 text-ink shadow-menu forced-edge data-limited:hidden"
      >
        {toast.data?.tone === "danger" && <CircleAlert aria-hidden size={18} strokeWidth={1.75} className="mt-px shrink-0 text-danger-ink" />}
        {toast.data?.picture}
        <div className="min-w-0 flex-1">
          <Toast.Title className="truncate text-ui font-semibold" dir="auto" />
          <Toast.Description className="line-clamp-2 text-small text-muted [overflow-wrap:anywhere]" dir="auto">
            {toast.description}
          </Toast.Description>
        </div>
        {open && (
          <Toast.Action
            className="h-7 shrink-0 rounded-control px-2 text-small font-medium text-accent-ink transition-colors hover:bg-hover touch:h-11 touch:px-3"
            onClick={() => {
              close(toast.id);
              open();
            }}
          >
            {toast.data?.actionLabel ?? t("Open")}
          </Toast.Action>
        )}
        <Toast.Close
          aria-label={t("Dismiss")}
          className={classes("grid size-7 shrink-0 place-items-center rounded-control text-muted transition-colors hover:bg-hover hover:text-ink touch:size-11")}
        >
          <X aria-hidden size={16} strokeWidth={1.75} />
        </Toast.Close>
      </Toast.Root>
    );
  });
}
