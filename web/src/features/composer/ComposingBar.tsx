/* Above the field: which message one answers or edits, why that was refused, and the way out. */
import { CircleAlert, Pencil, Reply, X } from "lucide-react";
import { IconButton } from "@/components/IconButton";
import { wordsOf } from "@/features/messages/ReplyQuote";
import { useQuoted } from "@/features/messages/use-messages";
import { usePerson } from "@/features/people/use-people";
import { useMyId } from "@/features/session/use-session";
import { t } from "@/i18n/t";

type Props = { id: string; conversationId: string; messageNo: number; kind: "reply" | "edit"; failure: string | null; onCancel: () => void };

export function ComposingBar({ id, conversationId, messageNo, kind, failure, onCancel }: Props) {
  const quoted = useQuoted(conversationId, messageNo);
  const author = usePerson(quoted?.actor_id ?? null);
  const isMine = useMyId() === quoted?.actor_id;
  const Icon = kind === "reply" ? Reply : Pencil;
  return (
    <div className="flex items-center gap-2.5 py-0.5 ps-3">
      <Icon aria-hidden size={16} strokeWidth={1.75} className="shrink-0 text-accent-ink" />
      <div className="min-w-0 flex-1 text-small">
        <p id={id} className="truncate">
          <span className="font-medium">{kind === "edit" ? t("Editing your message") : isMine ? t("Replying to yourself") : t("Replying to {name}", { name: author?.display_name ?? "…" })}</span>
          {kind === "reply" && (
            <span dir="auto" className="text-muted">
              {": "}
              {wordsOf(quoted)}
            </span>
          )}
          {kind === "edit" && <span className="text-muted touch:hidden"> {t("· Enter saves, Esc cancels")}</span>}
        </p>
        {failure && (
          <p role="alert" className="flex items-center gap-1.5 text-danger-ink">
            <CircleAlert aria-hidden size={14} strokeWidth={2} className="shrink-0" />
            {failure}
          </p>
        )}
      </div>
      <IconButton icon={X} label={kind === "edit" ? t("Stop editing") : t("Do not reply")} tooltipSide="top" onClick={onCancel} />
    </div>
  );
}
