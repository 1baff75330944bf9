/* A person in short, beside where they are named; leads to talking with them. */
import { Popover } from "@base-ui/react/popover";
import { MessageCircle } from "lucide-react";
import type { ReactElement } from "react";
import { useNavigate } from "react-router";
import { natter } from "@/app/natter";
import { Button } from "@/components/Button";
import { showToast } from "@/components/toasts";
import { useNow } from "@/components/use-now";
import { presenceSentence } from "@/features/presence/presence-sentence";
import { usePresence, useWatch } from "@/features/presence/use-presence";
import type { User } from "@/generated/contract";
import { t } from "@/i18n/t";
import { messageOf } from "@/lib/api-error";
import { PersonAvatar } from "./PersonAvatar";

export function PersonCard({ person, trigger }: { person: User; trigger: ReactElement }) {
  return (
    <Popover.Root>
      <Popover.Trigger render={trigger} />
      <Popover.Portal>
        <Popover.Positioner align="start" sideOffset={4} collisionPadding={8} className="z-50 outline-none">
          <Popover.Popup className="floating w-72 max-w-[calc(100vw-1rem)] rounded-card bg-raised p-4 text-ui text-ink shadow-menu outline-none forced-edge [--avatar-ring:var(--bg-raised)]">
            <Card person={person} />
          </Popover.Popup>
        </Popover.Positioner>
      </Popover.Portal>
    </Popover.Root>
  );
}

function Card({ person }: { person: User }) {
  const navigate = useNavigate();
  const presence = usePresence(person.id);
  const now = useNow();
  useWatch([person.id]);

  function talk(): void {
    natter.conversations.startDirect(person.id).then(
      (id) => navigate(`/c/${id}`),
      (error: unknown) => showToast(`person ${person.id}`, t("The conversation did not start"), messageOf(error), { tone: "danger" }),
    );
  }

  return (
    <div className="flex flex-col gap-3">
      <div className="flex items-center gap-3">
        <PersonAvatar userId={person.id} size={64} hasPresence />
        <div className="min-w-0">
          <Popover.Title dir="auto" className="text-title font-semibold tracking-tight [overflow-wrap:anywhere]">
            {person.display_name}
          </Popover.Title>
          <p className="truncate text-small text-muted"><bdi>@{person.username}</bdi></p>
          <p className="truncate text-small text-muted">{presenceSentence(presence, now) ?? "\u00a0"}</p>
        </div>
      </div>
      {person.status_text && (
        <p dir="auto" className="line-clamp-3 rounded-control bg-hover px-3 py-2 text-small [overflow-wrap:anywhere]">
          {person.status_text}
        </p>
      )}
      <Button wide icon={<MessageCircle aria-hidden size={16} strokeWidth={1.75} />} onClick={talk}>
        {t("Message")}
      </Button>
    </div>
  );
}
