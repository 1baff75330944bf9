/* How this device shows Natter: theme, contrast, density, size of the text. Each choice is in force as it is made. */
import { Monitor, Moon, Sun } from "lucide-react";
import type { ReactNode } from "react";
import { Choice } from "@/components/Choice";
import { t } from "@/i18n/t";
import { changeAppearance, useAppearance } from "./device-appearance";
import { LanguageField } from "./LanguageField";
import { Section } from "./Section";

export function AppearanceSection() {
  const { theme, contrast, density, text } = useAppearance();
  return (
    <Section title={t("Appearance")} sentence={t("For this device.")}>
      <div className="flex flex-col gap-4">
        <Row name={t("Language")}>
          <LanguageField look="field" />
        </Row>
        <Row name={t("Theme")}>
          <Choice
            label={t("Theme")}
            value={theme}
            options={[
              { value: "system", label: t("System"), icon: Monitor },
              { value: "light", label: t("Light"), icon: Sun },
              { value: "dark", label: t("Dark"), icon: Moon },
            ]}
            onChange={(next) => changeAppearance({ theme: next })}
          />
        </Row>
        <Row name={t("Contrast")}>
          <Choice
            label={t("Contrast")}
            value={contrast}
            options={[
              { value: "system", label: t("System") },
              { value: "more", label: t("High") },
            ]}
            onChange={(next) => changeAppearance({ contrast: next })}
          />
        </Row>
        <Row name={t("Density")}>
          <Choice
            label={t("Density")}
            value={density}
            options={[
              { value: "comfortable", label: t("Comfortable") },
              { value: "compact", label: t("Compact") },
            ]}
            onChange={(next) => changeAppearance({ density: next })}
          />
        </Row>
        <Row name={t("Text size")}>
          <Choice
            label={t("Text size")}
            value={text}
            options={[
              { value: "small", label: t("Small") },
              { value: "regular", label: t("Regular") },
              { value: "large", label: t("Large") },
              { value: "largest", label: t("Largest") },
            ]}
            onChange={(next) => changeAppearance({ text: next })}
          />
        </Row>
      </div>
    </Section>
  );
}

/** The choices say their name themselves; here it is for the eye. */
function Row({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2 phone:flex-col phone:items-stretch">
      <span aria-hidden className="text-small font-medium">
        {name}
      </span>
      {children}
    </div>
  );
}
