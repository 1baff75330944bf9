/* How this device shows Natter: theme, contrast, density, size of the text. Each choice is in force as it is made. */
import { Monitor, Moon, Sun } from "lucide-react";
import type { ReactNode } from "react";
import { Choice } from "@/components/Choice";
import { changeAppearance, useAppearance } from "./device-appearance";
import { Section } from "./Section";

export function AppearanceSection() {
  const { theme, contrast, density, text } = useAppearance();
  return (
    <Section title="Appearance" sentence="For this device.">
      <div className="flex flex-col gap-4">
        <Row name="Theme">
          <Choice
            label="Theme"
            value={theme}
            options={[
              { value: "system", label: "System", icon: Monitor },
              { value: "light", label: "Light", icon: Sun },
              { value: "dark", label: "Dark", icon: Moon },
            ]}
            onChange={(next) => changeAppearance({ theme: next })}
          />
        </Row>
        <Row name="Contrast">
          <Choice
            label="Contrast"
            value={contrast}
            options={[
              { value: "system", label: "System" },
              { value: "more", label: "High" },
            ]}
            onChange={(next) => changeAppearance({ contrast: next })}
          />
        </Row>
        <Row name="Density">
          <Choice
            label="Density"
            value={density}
            options={[
              { value: "comfortable", label: "Comfortable" },
              { value: "compact", label: "Compact" },
            ]}
            onChange={(next) => changeAppearance({ density: next })}
          />
        </Row>
        <Row name="Text size">
          <Choice
            label="Text size"
            value={text}
            options={[
              { value: "small", label: "Small" },
              { value: "regular", label: "Regular" },
              { value: "large", label: "Large" },
              { value: "largest", label: "Largest" },
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
