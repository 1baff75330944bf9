/* Inviting people by a link: how long and for how many, then something to copy or share; below, the links that are out. */
import { Check, Copy, Link2, Share2 } from "lucide-react";
import { useCallback, useEffect, useRef, useState, type ReactNode, type RefObject } from "react";
import { natter } from "@/app/natter";
import { Button } from "@/components/Button";
import { Choice } from "@/components/Choice";
import { copy } from "@/components/copying";
import { Dialog } from "@/components/Dialog";
import { Problem } from "@/components/Problem";
import { Skeleton } from "@/components/Skeleton";
import { useNow } from "@/components/use-now";
import { useConversation, type ConversationView } from "@/features/conversations/use-conversations";
import { usePeople } from "@/features/people/use-people";
import { useMyId } from "@/features/session/use-session";
import type { InviteLink } from "@/generated/contract";
import { rich } from "@/i18n/rich";
import { t } from "@/i18n/t";
import { messageOf } from "@/lib/api-error";
import { aboutLink, addressOf, type Lifetime, lifetimes, type UseLimit, limitsOfUse, wishFor } from "./invite-links";

type Links = { status: "loading" } | { status: "ready"; links: InviteLink[] } | { status: "error"; message: string };

export function InviteDialog({ conversationId, isOpen, onClose }: { conversationId: string; isOpen: boolean; onClose: () => void }) {
  const view = useConversation(conversationId);
  const createRef = useRef<HTMLButtonElement>(null);
  if (!view?.mayAddMembers) return null;
  return (
    <Dialog
      isOpen={isOpen}
      onClose={onClose}
      title={t("Invite by link")}
      initialFocus={createRef}
      sentence={rich("Whoever opens the link can join <group>{title}</group> and read what was written before, with a new account if they have none.", {
        title: view.title,
        group: <bdi />,
      })}
    >
      <Invite view={view} createRef={createRef} />
    </Dialog>
  );
}

function Invite({ view, createRef }: { view: ConversationView; createRef: RefObject<HTMLButtonElement | null> }) {
  const { id } = view.conversation;
  const [lifetime, setLifetime] = useState<Lifetime>("168");
  const [useLimit, setUseLimit] = useState<UseLimit>("any");
  const [made, setMade] = useState<{ address: string; id: string } | null>(null);
  const [isBusy, setBusy] = useState(false);
  const [failure, setFailure] = useState<string | null>(null);
  const { links, load } = useLinks(id);

  async function make(): Promise<void> {
    setBusy(true);
    setFailure(null);
    try {
      const link = await natter.invites.make(id, wishFor(lifetime, useLimit));
      setMade({ address: addressOf(link.token, location.origin), id: link.id });
      await load();
    } catch (error) {
      setFailure(messageOf(error));
    } finally {
      setBusy(false);
    }
  }

  async function revoke(link: InviteLink): Promise<void> {
    setFailure(null);
    try {
      await natter.invites.revoke(id, link.id);
      if (made?.id === link.id) setMade(null);
    } catch (error) {
      setFailure(messageOf(error));
    }
    await load();
  }

  return (
    <div className="flex flex-col gap-5 pb-3">
      <Problem>{failure}</Problem>
      {made ? (
        <Made address={made.address} title={view.title} onAnother={() => setMade(null)} />
      ) : (
        <div className="flex flex-col gap-4">
          <Field label={t("Expires after")}>
            <Choice label={t("Expires after")} value={lifetime} options={lifetimes()} onChange={setLifetime} />
          </Field>
          <Field label={t("People who can join by it")}>
            <Choice label={t("People who can join by it")} value={useLimit} options={limitsOfUse()} onChange={setUseLimit} />
          </Field>
          <Button ref={createRef} look="primary" wide busy={isBusy} icon={<Link2 aria-hidden size={16} strokeWidth={1.75} />} onClick={() => void make()}>
            {t("Create link")}
          </Button>
        </div>
      )}
      <OpenLinks view={view} links={links} onRevoke={(link) => void revoke(link)} onRetry={() => void load()} />
    </div>
  );
}

function Field({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div className="flex flex-col gap-1.5">
      <span aria-hidden className="text-small font-medium">
        {label}
      </span>
      {children}
    </div>
  );
}

function Made({ address, title, onAnother }: { address: string; title: string; onAnother: () => void }) {
  const field = useRef<HTMLInputElement>(null);
  const [isCopied, setCopied] = useState(false);
  const canShare = typeof navigator.share === "function";
  useEffect(() => {
    field.current?.focus();
    field.current?.select();
  }, []);

  async function copyIt(): Promise<void> {
    await copy(address, t("Link copied"));
    setCopied(true);
  }

  return (
    <div className="flex flex-col gap-3">
      <p role="status" className="text-small text-pretty text-muted">
        {t("Your link is ready. It is shown this once; send it now, or make another later.")}
      </p>
      <input
        ref={field}
        readOnly
        aria-label={t("Invite link")}
        value={address}
        onFocus={(event) => event.target.select()}
        className="h-10 w-full rounded-control border border-line-strong bg-sunken px-3 text-ui text-ellipsis touch:h-11 touch:text-[1rem]"
      />
      <div className="flex gap-2 *:flex-1">
        <Button look="primary" icon={isCopied ? <Check aria-hidden size={16} /> : <Copy aria-hidden size={16} strokeWidth={1.75} />} onClick={() => void copyIt()}>
          {isCopied ? t("Copied") : t("Copy link")}
        </Button>
        {canShare && (
          // Whoever closes the share sheet has not met an error.
          <Button icon={<Share2 aria-hidden size={16} strokeWidth={1.75} />} onClick={() => void navigator.share({ title, url: address }).catch(() => undefined)}>
            {t("Share")}
          </Button>
        )}
      </div>
      <Button look="plain" onClick={onAnother}>
        {t("Make another link")}
      </Button>
    </div>
  );
}

function useLinks(conversationId: string): { links: Links; load: () => Promise<void> } {
  const [links, setLinks] = useState<Links>({ status: "loading" });
  const load = useCallback(
    () =>
      natter.invites.list(conversationId).then(
        (found) => setLinks({ status: "ready", links: found }),
        (error: unknown) => setLinks({ status: "error", message: messageOf(error) }),
      ),
    [conversationId],
  );
  useEffect(() => void load(), [load]);
  return { links, load };
}

type OpenLinksProps = { view: ConversationView; links: Links; onRevoke: (link: InviteLink) => void; onRetry: () => void };

function OpenLinks({ view, links, onRevoke, onRetry }: OpenLinksProps) {
  const myId = useMyId();
  const now = useNow();
  const people = usePeople(links.status === "ready" ? links.links.map((link) => link.created_by) : []);
  if (links.status === "ready" && links.links.length === 0) return null;
  return (
    <section aria-labelledby="open-links" className="flex flex-col gap-1 border-t border-line pt-4">
      <h3 id="open-links" className="text-caption font-semibold text-muted">
        {t("Links that work")}
      </h3>
      {links.status === "loading" && <Skeleton className="my-2 h-8 w-full rounded-control" />}
      {links.status === "error" && (
        <div className="flex items-center gap-3 text-small text-muted">
          <span className="flex-1">{links.message}</span>
          <Button size="small" onClick={onRetry}>
            {t("Try again")}
          </Button>
        </div>
      )}
      {links.status === "ready" && (
        <ul>
          {links.links.map((link) => {
            const maker = link.created_by === myId ? t("You") : (people[link.created_by]?.display_name ?? t("A member"));
            return (
              <li key={link.id} className="flex min-h-12 items-center gap-3">
                <span className="min-w-0 flex-1">
                  <span dir="auto" className="block truncate text-ui font-medium">
                    {maker}
                  </span>
                  <span className="block text-caption tabular text-muted">{aboutLink(link, now)}</span>
                </span>
                {(link.created_by === myId || view.conversation.role === "admin") && (
                  <Button size="small" aria-label={t("Revoke the link by {maker}, {about}", { maker, about: aboutLink(link, now) })} onClick={() => onRevoke(link)}>
                    {t("Revoke")}
                  </Button>
                )}
              </li>
            );
          })}
        </ul>
      )}
    </section>
  );
}
