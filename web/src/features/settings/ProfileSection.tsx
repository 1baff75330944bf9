/* How others see me: picture, name, status, colour. */
import { useState } from "react";
import { natter } from "@/app/natter";
import { Button } from "@/components/Button";
import { Problem } from "@/components/Problem";
import { TextField } from "@/components/TextField";
import { showToast } from "@/components/toasts";
import { useForm } from "@/components/use-form";
import { useMe } from "@/features/session/use-session";
import { t } from "@/i18n/t";
import { ColourChoice } from "./ColourChoice";
import { PictureField } from "./PictureField";
import { Section } from "./Section";

const LONGEST_NAME = 64;
const LONGEST_STATUS = 100;

export function ProfileSection() {
  const me = useMe();
  const [name, setName] = useState(me.display_name);
  const [status, setStatus] = useState(me.status_text);
  const form = useForm(
    ["display_name", "status_text"],
    () => ({
      ...(name.trim() === "" && { display_name: t("Enter your name.") }),
      ...([...name.trim()].length > LONGEST_NAME && { display_name: t("{count, plural, one {At most # character.} other {At most # characters.}}", { count: LONGEST_NAME }) }),
      ...([...status.trim()].length > LONGEST_STATUS && { status_text: t("{count, plural, one {At most # character.} other {At most # characters.}}", { count: LONGEST_STATUS }) }),
    }),
    async () => {
      await natter.profile.update({ display_name: name.trim(), status_text: status.trim() });
      showToast("profile", t("Profile saved"));
    },
  );
  const isChanged = name.trim() !== me.display_name || status.trim() !== me.status_text;

  return (
    <Section title={t("Profile")} sentence={<bdi>@{me.username}</bdi>}>
      <PictureField />
      <form noValidate onSubmit={form.onSubmit} className="flex flex-col gap-4">
        <Problem>{form.problems.form}</Problem>
        <TextField
          label={t("Name")}
          name="display_name"
          dir="auto"
          autoComplete="name"
          value={name}
          error={form.problems.display_name}
          onChange={(event) => {
            setName(event.target.value);
            form.clear("display_name");
          }}
        />
        <TextField
          label={t("Status")}
          name="status_text"
          dir="auto"
          autoComplete="off"
          placeholder={t("What are you up to?")}
          value={status}
          error={form.problems.status_text}
          onChange={(event) => {
            setStatus(event.target.value);
            form.clear("status_text");
          }}
        />
        <div className="flex">
          <Button type="submit" look={isChanged ? "primary" : "quiet"} disabled={!isChanged} busy={form.isBusy}>
            {t("Save")}
          </Button>
        </div>
      </form>
      <ColourChoice />
    </Section>
  );
}
