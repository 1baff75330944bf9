/* Making an account: three fields, each told at once what is wrong with it. */
import { useState } from "react";
import { Link, useLocation } from "react-router";
import { natter } from "@/app/natter";
import { Button } from "@/components/Button";
import { Notice } from "@/components/Notice";
import { PasswordField } from "@/components/PasswordField";
import { TextField } from "@/components/TextField";
import { useForm } from "@/components/use-form";
import { usePageTitle } from "@/features/shell/use-page-title";
import { AuthFrame } from "./AuthFrame";
import { registrationProblems, usernameFrom } from "./registration";

export function RegisterScreen() {
  const [name, setName] = useState("");
  const [typedUsername, setUsername] = useState<string | null>(null);
  const [password, setPassword] = useState("");
  const { state } = useLocation() as { state: unknown };
  usePageTitle("Create an account");
  const username = typedUsername ?? usernameFrom(name);
  const input = { username: username.trim().toLowerCase(), display_name: name.trim(), password };
  const form = useForm(
    ["display_name", "username", "password"],
    () => registrationProblems(input),
    () => natter.session.register(input),
  );

  return (
    <AuthFrame
      title="Create your account"
      sentence="It lives on this server and nowhere else."
      footer={
        <>
          Have an account?{" "}
          <Link to="/login" state={state} className="font-medium text-accent-ink underline underline-offset-2">
            Log in
          </Link>
        </>
      }
    >
      <form noValidate onSubmit={form.onSubmit} className="flex flex-col gap-4">
        {form.problems.form && (
          <Notice tone="danger" shape="card" role="alert">
            {form.problems.form}
          </Notice>
        )}
        <TextField
          label="Your name"
          name="display_name"
          value={name}
          error={form.problems.display_name}
          note="What others see. You can change it later."
          autoComplete="name"
          autoFocus
          onChange={(event) => {
            setName(event.target.value);
            form.clear("display_name");
            if (typedUsername === null) form.clear("username");
          }}
        />
        <TextField
          label="Username"
          name="username"
          value={username}
          error={form.problems.username}
          note="To log in and be found. Letters, digits, dot, dash."
          autoComplete="username"
          autoCapitalize="none"
          spellCheck={false}
          onChange={(event) => {
            setUsername(event.target.value);
            form.clear("username");
          }}
        />
        <PasswordField
          label="Password"
          name="password"
          value={password}
          error={form.problems.password}
          note="At least 8 characters. A few words make a good one."
          autoComplete="new-password"
          onChange={(event) => {
            setPassword(event.target.value);
            form.clear("password");
          }}
        />
        <Button type="submit" look="primary" wide busy={form.isBusy}>
          Create account
        </Button>
      </form>
    </AuthFrame>
  );
}
