/* What this device does about news: notifications of the system, with or without what was said, and a sound. */
import { useState } from "react";
import { Button } from "@/components/Button";
import { SwitchRow } from "@/components/SwitchRow";
import { type Message, msg, t } from "@/i18n/t";
import { chime } from "./chime";
import { changeInterruptions, useInterruptions } from "./device-interruptions";
import { askPermission, type Permission, usePermission } from "./permission";
import { showSystemNotice } from "./show-system-notice";

const SENTENCES: Record<Permission, Message> = {
  allowed: msg("While Natter is open and another window is in front."),
  unasked: msg("While Natter is open and another window is in front. Your browser asks you once."),
  blocked: msg("Blocked in this browser. Press the sign beside the address, allow notifications there, and come back here."),
  insecure: msg("Browsers show them only for addresses that begin with https."),
  unsupported: msg("This browser shows none for an open page. Banners within Natter still appear."),
};

export function DeviceInterruptions() {
  const { system, words, sound } = useInterruptions();
  const permission = usePermission();
  const [isAsking, setAsking] = useState(false);
  const [wasPutOff, setPutOff] = useState(false);
  const isOn = system && permission === "allowed";
  const isPossible = permission === "allowed" || permission === "unasked";

  async function turn(isWanted: boolean): Promise<void> {
    changeInterruptions({ system: isWanted });
    if (!isWanted || permission !== "unasked") return;
    setAsking(true);
    setPutOff((await askPermission()) === "unasked");
    setAsking(false);
  }

  function sentence(): string {
    if (isAsking) return t("Your browser is asking you now.");
    return wasPutOff && permission === "unasked" ? t("Your browser has not been told yes. Try again, and allow them.") : t(SENTENCES[permission]);
  }

  return (
    <div className="divide-y divide-line rounded-card border border-line">
      <SwitchRow name={t("System notifications")} sentence={sentence()} isOn={isOn} isDisabled={!isPossible || isAsking} onChange={(isWanted) => void turn(isWanted)}>
        {isOn && (
          <div className="pt-2">
            <Button size="small" onClick={showSample}>
              {t("Show one")}
            </Button>
          </div>
        )}
      </SwitchRow>
      {isOn && (
        <SwitchRow
          name={t("What was said")}
          sentence={words ? t("Names and words can be read by whoever sees your screen.") : t("They say who or which group, and none of the words.")}
          isOn={words}
          onChange={(isWanted) => changeInterruptions({ words: isWanted })}
        />
      )}
      <SwitchRow
        name={t("Sound")}
        sentence={t("Two short notes when there is something new.")}
        isOn={sound}
        onChange={(isWanted) => {
          changeInterruptions({ sound: isWanted });
          if (isWanted) void chime();
        }}
      />
    </div>
  );
}

/** Where none appears, the system itself holds them back. */
function showSample(): void {
  showSystemNotice({ title: "Natter", body: t("This is how news will look."), tag: "natter sample" }, false, { onPress: () => window.focus(), onGone: () => undefined });
}
