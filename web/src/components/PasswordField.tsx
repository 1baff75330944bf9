/* A password with a button that shows it. The state of that button is spoken, the password never. */
import { Eye, EyeOff } from "lucide-react";
import { useState } from "react";
import { t } from "@/i18n/t";
import { TextField, type TextFieldProps } from "./TextField";

export function PasswordField(props: Omit<TextFieldProps, "type" | "trailing">) {
  const [isShown, setShown] = useState(false);
  const Icon = isShown ? EyeOff : Eye;
  return (
    <TextField
      {...props}
      type={isShown ? "text" : "password"}
      autoCapitalize="none"
      spellCheck={false}
      trailing={
        <button
          type="button"
          aria-label={t("Show password")}
          aria-pressed={isShown}
          onClick={() => setShown(!isShown)}
          className="grid size-8 place-items-center rounded-control text-muted transition-colors hover:bg-hover hover:text-ink touch:size-10"
        >
          <Icon aria-hidden size={16} strokeWidth={1.75} />
        </button>
      }
    />
  );
}
