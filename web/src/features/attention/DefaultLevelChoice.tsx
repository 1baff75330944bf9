/* What I hear of conversations for which I chose nothing of their own. The choice shows at once and goes back when it is refused. */
import { useState } from "react";
import { natter } from "@/app/natter";
import { ChoiceRows } from "@/components/ChoiceRows";
import { showToast } from "@/components/toasts";
import { msg, t } from "@/i18n/t";
import { messageOf } from "@/lib/api-error";
import { useStore } from "@/store/store";
import type { Level } from "./levels";

const LEVELS = [
  { value: "all", name: msg("All messages"), sentence: msg("Everything, in conversations that you have not muted.") },
  { value: "mentions", name: msg("Mentions and direct messages"), sentence: msg("In groups, only what names you or everybody. All that is said to you alone.") },
  { value: "nothing", name: msg("Nothing"), sentence: msg("Only the counts in the list say that something is new.") },
] as const;

export function DefaultLevelChoice() {
  const kept = useStore((state) => state.preferences.default_level);
  const [wanted, setWanted] = useState<Level | null>(null);

  function choose(level: Level): void {
    setWanted(level);
    natter.attention
      .chooseDefault(level)
      .catch((error: unknown) => showToast("default level", t("Your choice was not kept"), messageOf(error), { tone: "danger" }))
      // A later choice shows until its own answer.
      .finally(() => setWanted((now) => (now === level ? null : now)));
  }

  const options = LEVELS.map(({ value, name, sentence }) => ({ value, name: t(name), sentence: t(sentence) }));
  return (
    <div className="flex flex-col gap-2">
      {/* The choices say their name themselves; here it is for the eye. */}
      <span aria-hidden className="text-small font-medium">
        {t("Tell me about")}
      </span>
      <ChoiceRows label={t("Tell me about")} value={wanted ?? kept} options={options} onChange={choose} />
    </div>
  );
}
