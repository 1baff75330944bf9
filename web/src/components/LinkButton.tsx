/* A link that looks like a button: it goes to an address, can be opened in a new tab, and works with the back button. */
import type { ComponentProps } from "react";
import { Link } from "react-router";
import { buttonClasses, type ButtonLook } from "./Button";

export function LinkButton({ look = "quiet", ...rest }: Omit<ComponentProps<typeof Link>, "className"> & { look?: ButtonLook }) {
  return <Link {...rest} className={buttonClasses(look)} />;
}
