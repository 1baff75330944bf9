/* Above the field: which message one answers, or that one edits one, and the way out. */
import { Pencil, Reply, X } from "lucide-react";
import { IconButton } from "@/components/IconButton";
import { wordsOf } from "@/features/messages/ReplyQuote";
import { useQuoted } from "@/features/messages/use-messages";
import { usePerson } from "@/features/people/use-people";
import { useMyId } from "@/features/session/use-session";
import { t } from "@/i18n/t";

type Props = { id: string; conversationId: string; onCancel: () => void } & ({ kind: "reply"; messageNo: number } | { kind: "edit" });

export function ComposingBar(props: Props) {
  const { id, kind, onCancel } = props;
  const Icon = kind === "reply" ? Reply : Pencil;
  return (
    <div className="flex items-center gap-2.5 py-0.5 ps-3">
      <Icon aria-hidden size={16} strokeWidth={1.75} className="shrink-0 text-accent-ink" />
      <div className="min-w-0 flex-1 text-small">
        <p id={id} className="truncate">
          {props.kind === "edit" ? <span className="font-medium">{t("Editing your message")}</span> : <Answered {...props} />}
          {kind === "edit" && <span className="text-muted touch:hidden"> {t("· Enter saves, Esc cancels")}</span>}
        </p>
      </div>
      <IconButton icon={X} label={kind === "edit" ? t("Stop editing") : t("Do not reply")} tooltipSide="top" onClick={onCancel} />
    </div>
  );
}

function Answered({ conversationId, messageNo }: { conversationId: string; messageNo: number }) {
  const quoted = useQuoted(conversationId, messageNo);
  const author = usePerson(quoted?.actor_id ?? null);
  const isMine = useMyId() === quoted?.actor_id;
  return (
    <>
      <span className="font-medium">{isMine ? t("Replying to yourself") : t("Replying to {name}", { name: author?.display_name ?? "…" })}</span>
      <span dir="auto" className="text-muted">
        {": "}
        {wordsOf(quoted)}
      </span>
    </>
  );
}
