/* My colour, one of twelve: behind my initials, and my name's in groups. Saved as soon as it is chosen. */
import { Radio } from "@base-ui/react/radio";
import { RadioGroup } from "@base-ui/react/radio-group";
import { Check } from "lucide-react";
import { natter } from "@/app/natter";
import { showToast } from "@/components/toasts";
import { useMe } from "@/features/session/use-session";
import { msg, t } from "@/i18n/t";
import { messageOf } from "@/lib/api-error";

/** Names of the hues of tokens.css, in their order. */
const NAMES = [msg("Red"), msg("Orange"), msg("Amber"), msg("Lime"), msg("Green"), msg("Teal"), msg("Cyan"), msg("Sky"), msg("Blue"), msg("Violet"), msg("Magenta"), msg("Pink")];

export function ColourChoice() {
  const me = useMe();

  function choose(colour: number): void {
    natter.profile
      .update({ colour })
      .catch((error: unknown) => showToast("profile", t("The colour did not change"), messageOf(error), { tone: "danger" }));
  }

  return (
    <fieldset className="flex flex-col gap-2">
      <legend className="pb-2 text-small font-medium">{t("Colour")}</legend>
      <RadioGroup aria-label={t("Colour")} value={me.colour} onValueChange={(value) => choose(value as number)} className="flex flex-wrap gap-2">
        {NAMES.map((name, colour) => (
          <Radio.Root
            key={name}
            value={colour}
            aria-label={t(name)}
            className="grid size-8 cursor-pointer place-items-center rounded-full transition-transform outline-offset-2 forced-edge data-checked:ring-2 data-checked:ring-current data-checked:ring-offset-2 data-checked:ring-offset-bg touch:size-11"
            style={{ background: `var(--person-${colour})`, color: `var(--person-text-${colour})` }}
          >
            <Radio.Indicator>
              <Check aria-hidden size={16} strokeWidth={2.5} />
            </Radio.Indicator>
          </Radio.Root>
        ))}
      </RadioGroup>
    </fieldset>
  );
}
