/* The first words of every conversation: with whom it is, and what to do next. */
import { LinkIcon, UserPlus } from "lucide-react";
import { LinkButton } from "@/components/LinkButton";
import { ConversationAvatar } from "@/features/conversations/ConversationAvatar";
import { OVERLAY_STATE } from "@/features/shell/use-overlay";
import type { ConversationView } from "@/features/conversations/use-conversations";
import { rich } from "@/i18n/rich";
import { t } from "@/i18n/t";

export function Beginning({ view }: { view: ConversationView }) {
  const { conversation, title, partnerId } = view;
  const isGroup = conversation.kind === "group";
  return (
    <div className="flex flex-col items-start gap-3 px-4 pt-8 pb-4 phone:px-3">
      <ConversationAvatar id={conversation.id} title={title} kind={conversation.kind} partnerId={partnerId} size={64} hasPresence={false} />
      <div className="flex max-w-full flex-col gap-1">
        <p dir="auto" className="line-up text-heading font-semibold tracking-tight [overflow-wrap:anywhere]">
          {title}
        </p>
        <p className="text-ui text-pretty text-muted">
          {isGroup ? t("This is the beginning of the group.") : rich("This is the beginning of your conversation with <name>{title}</name>.", { title, name: <bdi /> })}
          {conversation.last_message_no === 0 && ` ${t("Write the first message below.")}`}
        </p>
      </div>
      {isGroup && (conversation.member_count === 1 || conversation.last_message_no === 0) && (
        <div className="flex flex-wrap gap-2">
          <LinkButton to={{ search: "?open=invite" }} state={OVERLAY_STATE}>
            <LinkIcon aria-hidden size={16} strokeWidth={1.75} />
            {t("Invite by link")}
          </LinkButton>
          <LinkButton look="plain" to={`/c/${conversation.id}/details`}>
            <UserPlus aria-hidden size={16} strokeWidth={1.75} />
            {t("Add people")}
          </LinkButton>
        </div>
      )}
    </div>
  );
}
