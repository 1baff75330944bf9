/* The bar on top of a screen: on a phone a way back, the title, and at most a few actions. */
import { ArrowLeft } from "lucide-react";
import type { ReactNode } from "react";
import { classes } from "@/components/classes";
import { IconLink } from "@/components/IconLink";
import { t } from "@/i18n/t";

type Props = { children: ReactNode; actions?: ReactNode; /** Where back leads; without it there is no way back. */ backTo?: string; isBackAlways?: boolean };

export function PageHeader({ children, actions, backTo, isBackAlways = false }: Props) {
  return (
    <header className="flex h-(--header-height) shrink-0 items-center gap-3 border-b border-line bg-bg px-4 phone:gap-2 phone:px-2">
      {backTo && (
        <span className={classes("-ms-2 phone:ms-0", !isBackAlways && "hidden phone:block")}>
          <IconLink to={backTo} icon={ArrowLeft} label={t("Back")} />
        </span>
      )}
      <div className="flex min-w-0 flex-1 items-center gap-3 phone:first:ps-2">{children}</div>
      {actions && <div className="flex shrink-0 items-center gap-1">{actions}</div>}
    </header>
  );
}

export function PageTitle({ level = 1, children }: { level?: 1 | 2; children: ReactNode }) {
  const Heading = level === 1 ? "h1" : "h2";
  return <Heading className="truncate text-title font-semibold tracking-tight">{children}</Heading>;
}
