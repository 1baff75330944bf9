/* Where I am logged in, and logging those places out. */
import { Monitor, Smartphone } from "lucide-react";
import { useCallback, useEffect, useState } from "react";
import type { Device } from "@/app/actions";
import { natter } from "@/app/natter";
import { Button } from "@/components/Button";
import { Skeleton } from "@/components/Skeleton";
import { showToast } from "@/components/toasts";
import { useNow } from "@/components/use-now";
import { t } from "@/i18n/t";
import { messageOf } from "@/lib/api-error";
import { lastSeen } from "@/lib/times";
import { deviceName } from "./device-name";
import { Section } from "./Section";

type Devices = { status: "loading" } | { status: "error"; failure: string } | { status: "ready"; list: Device[] };

export function DevicesSection() {
  const [devices, setDevices] = useState<Devices>({ status: "loading" });
  const load = useCallback(() => {
    natter.devices.list().then(
      (list) => setDevices({ status: "ready", list }),
      (error: unknown) => setDevices({ status: "error", failure: messageOf(error) }),
    );
  }, []);
  useEffect(load, [load]);

  async function logOut(device: Device): Promise<void> {
    try {
      await natter.devices.revoke(device.id);
      setDevices((now) => (now.status === "ready" ? { ...now, list: now.list.filter((other) => other.id !== device.id) } : now));
    } catch (error) {
      showToast("devices", t("That device is still logged in"), messageOf(error), { tone: "danger" });
    }
  }

  return (
    <Section title={t("Devices")} sentence={t("Where you are logged in.")}>
      {devices.status === "loading" && <Loading />}
      {devices.status === "error" && (
        <p role="alert" className="flex flex-wrap items-center gap-3 text-small text-muted">
          {devices.failure}
          <Button size="small" onClick={load}>
            {t("Try again")}
          </Button>
        </p>
      )}
      {devices.status === "ready" && (
        <ul className="divide-y divide-line rounded-card border border-line">
          {devices.list.map((device) => (
            <DeviceRow key={device.id} device={device} onLogOut={() => logOut(device)} />
          ))}
        </ul>
      )}
    </Section>
  );
}

function DeviceRow({ device, onLogOut }: { device: Device; onLogOut: () => Promise<void> }) {
  const now = useNow();
  const [isBusy, setBusy] = useState(false);
  const Icon = /iPhone|iPad|Android/.test(device.name) ? Smartphone : Monitor;
  return (
    <li className="flex min-h-14 items-center gap-3 px-3 py-2">
      <Icon aria-hidden size={18} strokeWidth={1.75} className="shrink-0 text-muted" />
      <span className="min-w-0 flex-1">
        <span className="block truncate text-ui font-medium">{deviceName(device.name)}</span>
        <span className="block truncate text-small text-muted">
          {device.is_current ? t("This device") : t("Last used {when}", { when: lastSeen(device.last_used_at, now) })}
        </span>
      </span>
      {!device.is_current && (
        <Button
          size="small"
          busy={isBusy}
          aria-label={t("Log out {device}", { device: deviceName(device.name) })}
          onClick={() => {
            setBusy(true);
            void onLogOut().finally(() => setBusy(false));
          }}
        >
          {t("Log out")}
        </Button>
      )}
    </li>
  );
}

function Loading() {
  return (
    <div role="status" className="rounded-card border border-line">
      <span className="sr-only">{t("Loading devices")}</span>
      <div className="flex h-14 items-center gap-3 px-3">
        <Skeleton className="size-5" />
        <Skeleton className="h-3 w-40" />
      </div>
    </div>
  );
}
