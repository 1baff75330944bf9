/* Everything about me: how others see me, what I hear of, how this device looks, where I am logged in. */
import { Bell, Keyboard, LogOut } from "lucide-react";
import { useState } from "react";
import { Link } from "react-router";
import { natter } from "@/app/natter";
import { Badge } from "@/components/Badge";
import { Button } from "@/components/Button";
import { useUnreadNotifications } from "@/features/notifications/use-notifications";
import { useOverlay } from "@/features/shell/use-overlay";
import { PageHeader, PageTitle } from "@/features/shell/PageHeader";
import { usePageTitle } from "@/features/shell/use-page-title";
import { t } from "@/i18n/t";
import { AppearanceSection } from "./AppearanceSection";
import { DevicesSection } from "./DevicesSection";
import { NotificationsSection } from "./NotificationsSection";
import { ProfileSection } from "./ProfileSection";
import { Section } from "./Section";
import { UpdateCard } from "./UpdateCard";

export function YouScreen() {
  const unread = useUnreadNotifications();
  const [isLeaving, setLeaving] = useState(false);
  usePageTitle(t("You"));

  return (
    <>
      <PageHeader>
        <PageTitle>{t("You")}</PageTitle>
      </PageHeader>
      <div className="min-h-0 flex-1 overflow-y-auto">
        <div className="mx-auto flex max-w-150 flex-col gap-10 px-4 py-8">
          <UpdateCard />
          <Link to="/notifications" className="hidden h-12 items-center gap-3 rounded-card border border-line px-3 text-ui font-medium phone:flex">
            <Bell aria-hidden size={18} strokeWidth={1.75} className="text-muted" />
            <span className="flex-1">{t("Notifications")}</span>
            <Badge count={unread} label={t("{count} new", { count: unread })} />
          </Link>
          <ProfileSection />
          <NotificationsSection />
          <AppearanceSection />
          <KeyboardSection />
          <DevicesSection />
          <div className="border-t border-line pt-6">
            <Button
              icon={<LogOut aria-hidden size={16} strokeWidth={1.75} />}
              busy={isLeaving}
              onClick={() => {
                setLeaving(true);
                void natter.session.logout();
              }}
            >
              {t("Log out")}
            </Button>
          </div>
        </div>
      </div>
    </>
  );
}

function KeyboardSection() {
  const { show } = useOverlay();
  return (
    <div className="touch:hidden">
      <Section title={t("Keyboard")} sentence={t("Nearly everything can be done without a mouse.")}>
        <div className="flex">
          <Button icon={<Keyboard aria-hidden size={16} strokeWidth={1.75} />} onClick={() => show("shortcuts")}>
            {t("Show shortcuts")}
          </Button>
        </div>
      </Section>
    </div>
  );
}
