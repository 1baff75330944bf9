/* What I am told of, on all my devices, and how this device interrupts me with it. */
import { useEffect, useId, useRef, type ReactNode } from "react";
import { useLocation } from "react-router";
import { natter } from "@/app/natter";
import { DefaultLevelChoice } from "@/features/attention/DefaultLevelChoice";
import { OwnChoices } from "@/features/attention/OwnChoices";
import { PauseCard } from "@/features/attention/PauseCard";
import { DeviceInterruptions } from "@/features/notifications/DeviceInterruptions";
import { t } from "@/i18n/t";
import { Section } from "./Section";

export function NotificationsSection() {
  const { hash } = useLocation();
  const ref = useRef<HTMLDivElement>(null);
  useEffect(() => void natter.attention.catchUp(), []);
  // The list of notifications leads here.
  useEffect(() => {
    if (hash === "#notifications") ref.current?.scrollIntoView();
  }, [hash]);
  return (
    <div ref={ref} className="scroll-mt-6">
      <Section title={t("Notifications")} name={t("Notification settings")} sentence={t("What you hear of, on all your devices.")}>
        <PauseCard />
        <DefaultLevelChoice />
        <Part title={t("Conversations that differ")}>
          <OwnChoices />
        </Part>
        <Part title={t("On this device")}>
          <DeviceInterruptions />
        </Part>
      </Section>
    </div>
  );
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  const id = useId();
  return (
    <div role="group" aria-labelledby={id} className="flex flex-col gap-2">
      <h3 id={id} className="text-small font-medium">
        {title}
      </h3>
      {children}
    </div>
  );
}
