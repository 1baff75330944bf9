/* Light, dark, or as the system has it; for this device. */
import { Monitor, Moon, Sun } from "lucide-react";
import { useState } from "react";
import { Choice } from "@/components/Choice";
import { chooseTheme, rememberedTheme, type Theme } from "./appearance";
import { Section } from "./Section";

export function AppearanceSection() {
  const [theme, setTheme] = useState<Theme>(rememberedTheme);
  return (
    <Section title="Appearance" sentence="For this device.">
      <Choice
        label="Theme"
        value={theme}
        options={[
          { value: "system", label: "System", icon: Monitor },
          { value: "light", label: "Light", icon: Sun },
          { value: "dark", label: "Dark", icon: Moon },
        ]}
        onChange={(next) => {
          setTheme(next);
          chooseTheme(next);
        }}
      />
    </Section>
  );
}
