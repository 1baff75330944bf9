/* Draws everything anew when the language changes, and tells the parts that move by arrow keys which way they run. */
import { DirectionProvider } from "@base-ui/react/direction-provider";
import { Fragment, type ReactNode } from "react";
import { useLanguage } from "./device-language";
import { directionOf } from "./languages";

export function Speaking({ children }: { children: ReactNode }) {
  const { spoken } = useLanguage();
  return (
    <DirectionProvider direction={directionOf(spoken)}>
      <Fragment key={spoken}>{children}</Fragment>
    </DirectionProvider>
  );
}
