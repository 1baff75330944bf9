/* Logging in. Where one wanted to go is kept by the router; a session that ended says why above the form. */
import { useState } from "react";
import { Link, useLocation } from "react-router";
import { natter } from "@/app/natter";
import { Button } from "@/components/Button";
import { Notice } from "@/components/Notice";
import { PasswordField } from "@/components/PasswordField";
import { Problem } from "@/components/Problem";
import { TextField } from "@/components/TextField";
import { useForm } from "@/components/use-form";
import { usePageTitle } from "@/features/shell/use-page-title";
import { t } from "@/i18n/t";
import { AuthFrame } from "./AuthFrame";
import { useSession } from "./use-session";

export function LoginScreen() {
  const session = useSession();
  const [login, setLogin] = useState("");
  const [password, setPassword] = useState("");
  const { state } = useLocation() as { state: unknown };
  usePageTitle(t("Log in"));
  const form = useForm(
    ["login", "password"],
    () => ({
      ...(login.trim() ? {} : { login: t("Enter your username.") }),
      ...(password ? {} : { password: t("Enter your password.") }),
    }),
    () => natter.session.login({ login: login.trim(), password }),
  );
  const reason = session.status === "signed-out" ? session.reason : null;

  return (
    <AuthFrame
      title={t("Welcome back")}
      sentence={t("Log in to go on where you stopped.")}
      footer={
        <>
          {t("New here?")}{" "}
          <Link to="/register" state={state} className="font-medium text-accent-ink underline underline-offset-2">
            {t("Create an account")}
          </Link>
        </>
      }
    >
      <form noValidate onSubmit={form.onSubmit} className="flex flex-col gap-4">
        <Problem>{form.problems.form}</Problem>
        {reason && !form.problems.form && (
          <Notice tone="warning" shape="card">
            {reason}
          </Notice>
        )}
        <TextField
          label={t("Username")}
          name="login"
          value={login}
          error={form.problems.login}
          autoComplete="username"
          autoCapitalize="none"
          spellCheck={false}
          autoFocus
          onChange={(event) => {
            setLogin(event.target.value);
            form.clear("login");
          }}
        />
        <PasswordField
          label={t("Password")}
          name="password"
          value={password}
          error={form.problems.password}
          autoComplete="current-password"
          onChange={(event) => {
            setPassword(event.target.value);
            form.clear("password");
          }}
        />
        <Button type="submit" look="primary" wide busy={form.isBusy}>
          {t("Log in")}
        </Button>
      </form>
    </AuthFrame>
  );
}
