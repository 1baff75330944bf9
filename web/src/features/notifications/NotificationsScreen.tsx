/* What I was told about while I looked elsewhere, newest first. */
import { Bell, BellOff, CheckCheck, Settings2 } from "lucide-react";
import { useState } from "react";
import { natter } from "@/app/natter";
import { Button } from "@/components/Button";
import { EmptyState } from "@/components/EmptyState";
import { IconLink } from "@/components/IconLink";
import { Skeleton } from "@/components/Skeleton";
import { showToast } from "@/components/toasts";
import { PauseNotice } from "@/features/attention/PauseNotice";
import { PageHeader, PageTitle } from "@/features/shell/PageHeader";
import { usePageTitle } from "@/features/shell/use-page-title";
import { t } from "@/i18n/t";
import { messageOf } from "@/lib/api-error";
import { NotificationRow } from "./NotificationRow";
import { useNotifications, useUnreadNotifications } from "./use-notifications";

export function NotificationsScreen() {
  const notifications = useNotifications();
  const unread = useUnreadNotifications();
  usePageTitle(t("Notifications"));

  function markAllRead(): void {
    natter.notifications
      .markAllRead()
      .catch((error: unknown) => showToast("notifications", t("They are still marked as new"), messageOf(error), { tone: "danger" }));
  }

  return (
    <>
      <PageHeader
        backTo="/"
        actions={
          <>
            {unread > 0 && (
              <Button look="plain" size="small" icon={<CheckCheck aria-hidden size={16} strokeWidth={1.75} />} onClick={markAllRead}>
                {t("Mark all read")}
              </Button>
            )}
            <IconLink to="/you#notifications" icon={Settings2} label={t("Notification settings")} />
          </>
        }
      >
        <PageTitle>{t("Notifications")}</PageTitle>
      </PageHeader>
      <PauseNotice />
      <div className="min-h-0 flex-1 overflow-y-auto">
        <div className="mx-auto max-w-(--content-width) px-2 py-2">
          {notifications.list.length === 0 ? (
            <Instead status={notifications.status} />
          ) : (
            <>
              <ul className="flex flex-col gap-px">
                {notifications.list.map((notification) => (
                  <NotificationRow key={notification.id} notification={notification} />
                ))}
              </ul>
              {notifications.next !== null && <More />}
            </>
          )}
        </div>
      </div>
    </>
  );
}

function More() {
  const [isBusy, setBusy] = useState(false);
  async function load(): Promise<void> {
    setBusy(true);
    try {
      await natter.notifications.loadMore();
    } catch (error) {
      showToast("notifications", t("Older notifications did not load"), messageOf(error), { tone: "danger" });
    } finally {
      setBusy(false);
    }
  }
  return (
    <p className="flex justify-center py-4">
      <Button busy={isBusy} onClick={() => void load()}>
        {t("Show older")}
      </Button>
    </p>
  );
}

function Instead({ status }: { status: "loading" | "ready" | "error" }) {
  if (status === "error") {
    return (
      <EmptyState tone="danger" icon={BellOff} title={t("Notifications did not load")}>
        {t("They appear here as soon as the connection is back.")}
      </EmptyState>
    );
  }
  if (status === "ready") {
    return (
      <EmptyState icon={Bell} title={t("Nothing new")}>
        {t("Messages that arrive while you look elsewhere are listed here.")}
      </EmptyState>
    );
  }
  return (
    <div role="status">
      <span className="sr-only">{t("Loading notifications")}</span>
      {["w-28", "w-36", "w-24", "w-32"].map((width) => (
        <div key={width} className="flex h-16 items-center gap-3 px-2">
          <Skeleton className="size-9 rounded-full" />
          <div className="flex flex-1 flex-col gap-2">
            <Skeleton className={`h-3 ${width}`} />
            <Skeleton className="h-2.5 w-3/5" />
          </div>
        </div>
      ))}
    </div>
  );
}
