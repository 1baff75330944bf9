/* Making an account: three fields, each told at once what is wrong with it. */
import { Users } from "lucide-react";
import { useEffect, useState } from "react";
import { Link, useLocation } from "react-router";
import { natter } from "@/app/natter";
import { Button } from "@/components/Button";
import { Notice } from "@/components/Notice";
import { PasswordField } from "@/components/PasswordField";
import { Problem } from "@/components/Problem";
import { TextField } from "@/components/TextField";
import { useForm } from "@/components/use-form";
import { usePageTitle } from "@/features/shell/use-page-title";
import { rich } from "@/i18n/rich";
import { t } from "@/i18n/t";
import type { Arrival } from "./arrival";
import { AuthFrame } from "./AuthFrame";
import { registrationProblems, usernameFrom } from "./registration";

/** Whether this server wants an invite and there is none. While it does not say, the form is as ever: it has the last word. */
function useInviteMissing(arrival: Arrival): boolean {
  const hasInvite = Boolean(arrival?.invite);
  const [isNeeded, setNeeded] = useState(false);
  useEffect(() => {
    if (!hasInvite) natter.invites.isNeeded().then(setNeeded, () => undefined);
  }, [hasInvite]);
  return isNeeded && !hasInvite;
}

export function RegisterScreen() {
  const [name, setName] = useState("");
  const [typedUsername, setUsername] = useState<string | null>(null);
  const [password, setPassword] = useState("");
  const { state } = useLocation() as { state: Arrival };
  const isInviteMissing = useInviteMissing(state);
  usePageTitle(t("Create an account"));
  const username = typedUsername ?? usernameFrom(name);
  const input = { username: username.trim().toLowerCase(), display_name: name.trim(), password, ...(state?.invite && { invite: state.invite }) };
  const form = useForm(
    ["display_name", "username", "password"],
    () => registrationProblems(input),
    () => natter.session.register(input),
  );

  return (
    <AuthFrame
      title={t("Create your account")}
      sentence={t("It lives on this server and nowhere else.")}
      footer={
        <>
          {t("Have an account?")}{" "}
          <Link to="/login" state={state} className="font-medium text-accent-ink underline underline-offset-2">
            {t("Log in")}
          </Link>
        </>
      }
    >
      <form noValidate onSubmit={form.onSubmit} className="flex flex-col gap-4">
        {state?.into && !form.problems.form && (
          <Notice tone="accent" shape="card" icon={<Users aria-hidden size={16} strokeWidth={1.75} className="shrink-0" />}>
            {rich("You will join <group>{title}</group>.", { title: state.into, group: <bdi /> })}
          </Notice>
        )}
        {isInviteMissing && !form.problems.form && (
          <Notice tone="warning" shape="card">
            {t("Accounts here are by invitation. Open the invite link that somebody has sent you, or ask for one.")}
          </Notice>
        )}
        <Problem>{form.problems.form}</Problem>
        <TextField
          label={t("Your name")}
          name="display_name"
          value={name}
          error={form.problems.display_name}
          note={t("What others see. You can change it later.")}
          autoComplete="name"
          autoFocus
          onChange={(event) => {
            setName(event.target.value);
            form.clear("display_name");
            if (typedUsername === null) form.clear("username");
          }}
        />
        <TextField
          label={t("Username")}
          name="username"
          value={username}
          error={form.problems.username}
          note={t("To log in and be found. Letters, digits, dot, dash.")}
          autoComplete="username"
          autoCapitalize="none"
          spellCheck={false}
          onChange={(event) => {
            setUsername(event.target.value);
            form.clear("username");
          }}
        />
        <PasswordField
          label={t("Password")}
          name="password"
          value={password}
          error={form.problems.password}
          note={t("At least 8 characters. A few words make a good one.")}
          autoComplete="new-password"
          onChange={(event) => {
            setPassword(event.target.value);
            form.clear("password");
          }}
        />
        <Button type="submit" look="primary" wide disabled={isInviteMissing} busy={form.isBusy}>
          {t("Create account")}
        </Button>
      </form>
    </AuthFrame>
  );
}
