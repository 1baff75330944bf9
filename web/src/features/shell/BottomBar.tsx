/* The three places of the phone layout, under the thumb. */
import { MessageCircle, Search, type LucideIcon } from "lucide-react";
import type { ReactNode } from "react";
import { NavLink } from "react-router";
import { Avatar } from "@/components/Avatar";
import { Badge } from "@/components/Badge";
import { useTotals } from "@/features/conversations/use-conversations";
import { useMe } from "@/features/session/use-session";
import { t } from "@/i18n/t";

export function BottomBar() {
  const me = useMe();
  const { unread, mentions } = useTotals();
  const count = mentions > 0 ? <Badge kind="mention" count={mentions} label={t("{count, plural, one {# mention} other {# mentions}}", { count: mentions })} /> : <Badge count={unread} label={t("{count, plural, one {# unread} other {# unread}}", { count: unread })} />;
  return (
    <nav
      aria-label={t("Main")}
      className="shrink-0 border-t border-line bg-raised pb-[env(safe-area-inset-bottom)]"
    >
      <ul className="flex h-(--bottom-bar-height)">
        <Place to="/" name={t("Chats")} icon={MessageCircle} mark={count} />
        <Place to="/search" name={t("Search")} icon={Search} />
        <Place to="/you" name={t("You")} picture={<Avatar name={me.display_name} colour={me.colour} picture={me.avatar_url} size={20} />} />
      </ul>
    </nav>
  );
}

type PlaceProps = { to: string; name: string; icon?: LucideIcon; picture?: ReactNode; mark?: ReactNode };

function Place({ to, name, icon: Icon, picture, mark }: PlaceProps) {
  return (
    <li className="flex-1">
      <NavLink
        to={to}
        end
        className="flex h-full flex-col items-center justify-center gap-1 text-caption font-medium text-muted -outline-offset-2 aria-[current=page]:text-accent-ink"
      >
        <span className="relative grid h-5 place-items-center">
          {Icon ? <Icon aria-hidden size={20} strokeWidth={1.75} /> : picture}
          {mark && <span className="absolute start-full -top-1.5 -ms-2.5">{mark}</span>}
        </span>
        {name}
      </NavLink>
    </li>
  );
}
