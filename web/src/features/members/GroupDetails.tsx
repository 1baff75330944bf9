/* A group: its name, its members with what one may do to each, and the way out. */
import { LinkIcon, LogOut, Pencil, UserPlus } from "lucide-react";
import { useMemo, useState } from "react";
import { Button } from "@/components/Button";
import { IconButton } from "@/components/IconButton";
import { LinkButton } from "@/components/LinkButton";
import { ConversationAvatar } from "@/features/conversations/ConversationAvatar";
import { memberCount } from "@/features/conversations/member-count";
import type { ConversationView } from "@/features/conversations/use-conversations";
import { usePeople } from "@/features/people/use-people";
import { useWatch } from "@/features/presence/use-presence";
import { OVERLAY_STATE } from "@/features/shell/use-overlay";
import { t } from "@/i18n/t";
import { AddPeopleDialog } from "./AddPeopleDialog";
import { LeaveDialog } from "./LeaveDialog";
import { MemberRow } from "./MemberRow";
import { RenameDialog } from "./RenameDialog";

type Open = "add" | "rename" | "leave" | null;

export function GroupDetails({ view }: { view: ConversationView }) {
  const { conversation, title } = view;
  const [open, setOpen] = useState<Open>(null);
  const close = () => setOpen(null);
  const ids = useMemo(() => conversation.members.map((member) => member.user_id), [conversation.members]);
  const people = usePeople(ids);
  useWatch(ids);
  const hidden = conversation.member_count - conversation.members.length;

  return (
    <>
      <div className="flex flex-col items-center gap-3 px-4 pt-8 pb-5 text-center">
        <ConversationAvatar id={conversation.id} title={title} kind="group" partnerId={null} size={96} />
        <div className="flex max-w-full flex-col gap-0.5">
          <p className="flex items-center justify-center gap-1">
            <span dir="auto" className="min-w-0 text-heading font-semibold tracking-tight [overflow-wrap:anywhere]">
              {title}
            </span>
            {view.mayRename && <IconButton icon={Pencil} label={t("Rename")} onClick={() => setOpen("rename")} />}
          </p>
          <p className="text-small text-muted">{memberCount(conversation.member_count)}</p>
        </div>
        {view.mayAddMembers && (
          <div className="flex flex-wrap justify-center gap-2">
            <Button icon={<UserPlus aria-hidden size={16} strokeWidth={1.75} />} onClick={() => setOpen("add")}>
              {t("Add people")}
            </Button>
            <LinkButton to={{ search: "?open=invite" }} state={OVERLAY_STATE}>
              <LinkIcon aria-hidden size={16} strokeWidth={1.75} />
              {t("Invite by link")}
            </LinkButton>
          </div>
        )}
      </div>
      <section aria-label={t("Members")} className="border-t border-line px-2 py-3">
        <h2 className="px-2 pb-1 text-caption font-semibold text-muted">{t("Members")}</h2>
        <ul>
          {conversation.members.map((member) => (
            <MemberRow key={member.user_id} member={member} person={people[member.user_id] ?? null} view={view} onLeave={() => setOpen("leave")} />
          ))}
        </ul>
        {hidden > 0 && <p className="px-2 py-2 text-small text-muted">{t("{count, plural, one {and # more} other {and # more}}", { count: hidden })}</p>}
      </section>
      {view.mayLeave && (
        <div className="border-t border-line p-2">
          <button
            type="button"
            onClick={() => setOpen("leave")}
            className="flex h-10 w-full items-center gap-3 rounded-control px-2 text-ui font-medium text-danger-ink transition-colors hover:bg-danger-tint touch:h-11"
          >
            <LogOut aria-hidden size={16} strokeWidth={1.75} />
            {t("Leave group")}
          </button>
        </div>
      )}
      <AddPeopleDialog view={view} isOpen={open === "add"} onClose={close} />
      <RenameDialog view={view} isOpen={open === "rename"} onClose={close} />
      <LeaveDialog view={view} isOpen={open === "leave"} onClose={close} />
    </>
  );
}
