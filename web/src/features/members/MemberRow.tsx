/* One member of a group, with their role and, for those who may, a menu of what can be done. */
import { Ellipsis, MessageCircle, ShieldCheck, ShieldOff, UserMinus } from "lucide-react";
import { useNavigate } from "react-router";
import { natter } from "@/app/natter";
import { IconButton } from "@/components/IconButton";
import { Menu, MenuItem, MenuLine } from "@/components/Menu";
import { showToast } from "@/components/toasts";
import { useNow } from "@/components/use-now";
import type { ConversationView } from "@/features/conversations/use-conversations";
import { PersonLine } from "@/features/people/PersonLine";
import { presenceSentence } from "@/features/presence/presence-sentence";
import { usePresence } from "@/features/presence/use-presence";
import { useMyId } from "@/features/session/use-session";
import type { Member, User } from "@/generated/contract";
import { t } from "@/i18n/t";
import { messageOf } from "@/lib/api-error";

type Props = { member: Member; person: User | null; view: ConversationView; onLeave: () => void };

export function MemberRow({ member, person, view, onLeave }: Props) {
  const myId = useMyId();
  const now = useNow();
  const presence = usePresence(member.user_id);
  const name = person?.display_name ?? "";
  const isMe = member.user_id === myId;
  return (
    <li className="flex min-h-12 items-center gap-3 rounded-card px-2 py-1">
      <PersonLine
        userId={member.user_id}
        name={isMe ? t("{name} (you)", { name }) : name}
        second={presenceSentence(presence, now) ?? (person ? `@${person.username}` : "")}
        mark={member.role === "admin" && <span className="shrink-0 rounded-full bg-accent-tint px-2 text-caption font-medium text-accent-ink">{t("Admin")}</span>}
        hasPresence
      />
      {!isMe && <Acts member={member} name={name} view={view} />}
      {isMe && view.mayLeave && (
        <Menu trigger={<IconButton icon={Ellipsis} label={t("More about you")} />}>
          <MenuItem icon={UserMinus} tone="danger" onSelect={onLeave}>
            {t("Leave group")}
          </MenuItem>
        </Menu>
      )}
    </li>
  );
}

function Acts({ member, name, view }: { member: Member; name: string; view: ConversationView }) {
  const navigate = useNavigate();
  const { id } = view.conversation;

  async function act(work: () => Promise<unknown>, whatFailed: string): Promise<void> {
    try {
      await work();
    } catch (error) {
      showToast(`member ${member.user_id}`, whatFailed, messageOf(error), { tone: "danger" });
    }
  }

  return (
    <Menu trigger={<IconButton icon={Ellipsis} label={t("More about {name}", { name })} />}>
      <MenuItem
        icon={MessageCircle}
        onSelect={() =>
          void act(async () => navigate(`/c/${await natter.conversations.startDirect(member.user_id)}`), t("The conversation did not start"))
        }
      >
        {t("Message")}
      </MenuItem>
      {view.mayManageMembers && (
        <>
          {member.role === "admin" ? (
            <MenuItem icon={ShieldOff} onSelect={() => void act(() => natter.conversations.setRole(id, member.user_id, "member"), t("The role did not change"))}>
              {t("Make a plain member")}
            </MenuItem>
          ) : (
            <MenuItem icon={ShieldCheck} onSelect={() => void act(() => natter.conversations.setRole(id, member.user_id, "admin"), t("The role did not change"))}>
              {t("Make admin")}
            </MenuItem>
          )}
          <MenuLine />
          <MenuItem icon={UserMinus} tone="danger" onSelect={() => void act(() => natter.conversations.removeMember(id, member.user_id), t("{name} was not removed", { name }))}>
            {t("Remove from group")}
          </MenuItem>
        </>
      )}
    </Menu>
  );
}
