/* What somebody meets who has no conversations yet: a welcome, and the three ways to begin. */
import { MessageCircle, Sparkles, UsersRound, type LucideIcon } from "lucide-react";
import type { ReactNode } from "react";
import { Link, type To } from "react-router";
import { Logo } from "@/components/Logo";
import { useMe } from "@/features/session/use-session";
import { rich } from "@/i18n/rich";
import { t } from "@/i18n/t";

export function FirstRun() {
  const me = useMe();
  return (
    <section aria-labelledby="welcome" className="m-auto flex w-full max-w-110 flex-col gap-6 px-6 py-10 phone:px-4 phone:py-6">
      <div className="flex flex-col gap-2">
        <span className="phone:hidden">
          <Logo size={40} />
        </span>
        <h2 id="welcome" className="text-display font-semibold tracking-tight text-balance">
          {rich("Welcome, <name>{who}</name>", { who: me.display_name, name: <bdi className="[overflow-wrap:anywhere]" /> })}
        </h2>
        <p className="text-ui text-pretty text-muted">{t("This is where your conversations will be. Three good ways to begin:")}</p>
      </div>
      <ul className="-mx-3 flex flex-col gap-1">
        <Way to={{ search: "?new=direct" }} icon={MessageCircle} title={t("Write to someone")}>
          {t("Find them by name and say hello.")}
        </Way>
        <Way to={{ search: "?new=group" }} icon={UsersRound} title={t("Create a group")}>
          {t("Add people, and send an invite link to those who are not here yet.")}
        </Way>
        <Way to="/you" icon={Sparkles} title={t("Make yourself at home")}>
          {t("A picture, a colour of your own, light or dark.")}
        </Way>
      </ul>
    </section>
  );
}

function Way({ to, icon: Icon, title, children }: { to: To; icon: LucideIcon; title: string; children: ReactNode }) {
  return (
    <li>
      <Link to={to} className="flex items-center gap-4 rounded-card p-3 transition-colors hover:bg-hover">
        <span className="grid size-11 shrink-0 place-items-center rounded-full bg-accent-tint text-accent-ink">
          <Icon aria-hidden size={20} strokeWidth={1.75} />
        </span>
        <span className="min-w-0">
          <span className="block text-ui font-semibold">{title}</span>
          <span className="block text-small text-pretty text-muted">{children}</span>
        </span>
      </Link>
    </li>
  );
}
