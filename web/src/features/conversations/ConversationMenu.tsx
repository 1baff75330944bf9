/* What one does with a conversation as a whole: mark it as unread or read, mute it, choose how much one hears of it. */
import { Bell, BellOff, Ellipsis, Mail, MailOpen } from "lucide-react";
import { useMemo, useState, type RefObject } from "react";
import { useNavigate } from "react-router";
import { natter } from "@/app/natter";
import { IconButton } from "@/components/IconButton";
import { Menu, MenuChoices, MenuItem, MenuLine } from "@/components/Menu";
import { useNow } from "@/components/use-now";
import { leaveUnread } from "@/features/attention/leave-unread";
import { defaultLevel, type Level, mutedUntil, ownLevel } from "@/features/attention/levels";
import { endOf, tomorrowMorning } from "@/features/attention/moments";
import { rich } from "@/i18n/rich";
import { msg, t } from "@/i18n/t";
import { useStore } from "@/store/store";
import { weightOf } from "./conversations";
import { type OpenMenu, useMenuOpening } from "./use-menu-opening";

const HOUR = 3_600_000;
const LEVELS = [
  { value: "all", label: msg("All messages") },
  { value: "mentions", label: msg("Only mentions") },
  { value: "nothing", label: msg("Nothing") },
] as const;

/** In the header of the conversation. `isOpenAtFirst`: somebody pressed its button before it was here. */
export function HeaderMenu({ conversationId, isOpenAtFirst }: { conversationId: string; isOpenAtFirst: boolean }) {
  return (
    <Menu isOpenAtFirst={isOpenAtFirst} trigger={<IconButton icon={Ellipsis} label={t("Conversation menu")} />}>
      <Acts conversationId={conversationId} />
    </Menu>
  );
}

/** Of the rows of the list, at the row or at the pointer. */
export function RowMenus({ listRef }: { listRef: RefObject<HTMLElement | null> }) {
  const [menu, setMenu] = useState<OpenMenu | null>(null);
  useMenuOpening(listRef, setMenu);
  return menu && <RowMenu key={menu.conversationId} menu={menu} onClose={() => setMenu(null)} />;
}

function RowMenu({ menu, onClose }: { menu: OpenMenu; onClose: () => void }) {
  const anchor = useMemo(() => (menu.at ? { getBoundingClientRect: () => new DOMRect(menu.at?.x, menu.at?.y, 0, 0) } : menu.row), [menu]);
  return (
    <Menu isOpen anchor={anchor} align={menu.at ? "start" : "end"} onOpenChange={(isOpen) => !isOpen && onClose()} finalFocus={() => menu.row}>
      <Acts conversationId={menu.conversationId} />
    </Menu>
  );
}

function Acts({ conversationId }: { conversationId: string }) {
  const navigate = useNavigate();
  const now = useNow();
  const conversation = useStore((state) => state.conversations.byId[conversationId]);
  const preferences = useStore((state) => state.preferences);
  if (!conversation) return null;
  const own = ownLevel(preferences, conversationId);
  const usual = defaultLevel(preferences, conversation.kind);
  const until = mutedUntil(preferences, conversationId, now);

  const choose = (chosen: Level | null, end: number | null) => natter.attention.choose(conversationId, chosen, end);

  return (
    <>
      {weightOf(conversation) > 0 ? (
        <MenuItem icon={MailOpen} onSelect={() => natter.attention.markRead(conversationId)}>
          {t("Mark as read")}
        </MenuItem>
      ) : (
        <MenuItem icon={Mail} onSelect={() => void leaveUnread(conversationId, () => navigate("/"))}>
          {t("Mark as unread")}
        </MenuItem>
      )}
      <MenuLine />
      {until !== null ? (
        <MenuItem icon={Bell} onSelect={() => choose(own, null)}>
          {rich("Unmute <note>(muted until {time})</note>", { time: endOf(until, now), note: <span className="text-muted" /> })}
        </MenuItem>
      ) : (
        (own ?? usual) !== "nothing" &&
        mutes(now).map(({ name, end }) => (
          <MenuItem key={name} icon={BellOff} onSelect={() => choose(own, end)}>
            {name}
          </MenuItem>
        ))
      )}
      {(until !== null || (own ?? usual) !== "nothing") && <MenuLine />}
      <MenuChoices title={t("Notify me of")} value={own ?? "default"} choices={choicesBeside(usual)} onChoose={(chosen) => choose(chosen === "default" ? null : chosen, null)} />
    </>
  );
}

/** To follow what is chosen in the settings is a choice of its own, first, and says what that is. */
function choicesBeside(usual: Level): readonly { value: Level | "default"; label: string }[] {
  const label = t("As by default ({level, select, all {all messages} mentions {only mentions} other {nothing}})", { level: usual });
  return [{ value: "default", label }, ...LEVELS.map((level) => ({ ...level, label: t(level.label) }))];
}

function mutes(now: number): { name: string; end: number }[] {
  return [
    { name: t("Mute for an hour"), end: now + HOUR },
    { name: t("Mute for 8 hours"), end: now + 8 * HOUR },
    { name: t("Mute until tomorrow"), end: tomorrowMorning(now) },
  ];
}
