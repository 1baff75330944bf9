/* Where an invite link leads: who invites into what, and the one thing to do about it. For people with and without an account. */
import { Clock, Frown, LinkIcon, MessagesSquare, UserX, WifiOff, type LucideIcon } from "lucide-react";
import { useCallback, useEffect, useRef, useState, type ReactNode } from "react";
import { Link, useLocation, useNavigate, useParams } from "react-router";
import { natter } from "@/app/natter";
import { Avatar } from "@/components/Avatar";
import { Button } from "@/components/Button";
import { LinkButton } from "@/components/LinkButton";
import { Logo } from "@/components/Logo";
import { Problem } from "@/components/Problem";
import { Skeleton } from "@/components/Skeleton";
import { hueOf } from "@/features/conversations/hue";
import type { Arrival } from "@/features/session/arrival";
import { useSession } from "@/features/session/use-session";
import { usePageTitle } from "@/features/shell/use-page-title";
import type { Invitation } from "@/generated/contract";
import { rich } from "@/i18n/rich";
import { t } from "@/i18n/t";
import { ApiError, messageOf } from "@/lib/api-error";

type Found = { status: "loading" } | { status: "found"; invitation: Invitation } | { status: "unknown" } | { status: "error"; message: string };

export function InviteScreen() {
  const { token = "" } = useParams();
  const isSignedIn = useSession().status === "signed-in";
  const { found, look } = useInvitation(token);
  usePageTitle(t("Invitation"));
  return (
    <div className="flex h-(--visible-height) flex-col overflow-y-auto bg-sunken px-4 py-6 phone:bg-bg">
      <header className="mx-auto flex items-center gap-2.5 text-title font-semibold tracking-tight">
        <Logo size={28} />
        Natter
      </header>
      <main className="m-auto flex w-full max-w-100 flex-col items-center gap-5 rounded-sheet bg-bg px-6 py-10 text-center two-columns:border two-columns:border-line">
        <Content token={token} found={found} isSignedIn={isSignedIn} onRetry={look} />
      </main>
    </div>
  );
}

function useInvitation(token: string): { found: Found; look: () => void } {
  const [found, setFound] = useState<Found>({ status: "loading" });
  const look = useCallback(() => {
    natter.invites.preview(token).then(
      (invitation) => setFound({ status: "found", invitation }),
      (error: unknown) => setFound(error instanceof ApiError && error.status === 404 ? { status: "unknown" } : { status: "error", message: messageOf(error) }),
    );
  }, [token]);
  useEffect(look, [look]);
  return { found, look };
}

type ContentProps = { token: string; found: Found; isSignedIn: boolean; onRetry: () => void };

function Content({ token, found, isSignedIn, onRetry }: ContentProps) {
  if (found.status === "loading") return <Loading />;
  if (found.status === "error") {
    return (
      <Sign icon={WifiOff} title={t("The link could not be read")} actions={<Button onClick={onRetry}>{t("Try again")}</Button>}>
        {found.message}
      </Sign>
    );
  }
  const away = <Away isSignedIn={isSignedIn} />;
  if (found.status === "unknown") {
    return (
      <Sign icon={LinkIcon} title={t("This link does not work")} actions={away}>
        {t("It may have been revoked, or a part of it is missing. Ask for a new one.")}
      </Sign>
    );
  }
  const { invitation } = found;
  switch (invitation.state) {
    case "expired":
      return (
        <Sign icon={Clock} title={t("This link has expired")} actions={away}>
          {t("Ask whoever sent it for a new one.")}
        </Sign>
      );
    case "used_up":
      return (
        <Sign icon={Frown} title={t("This link has been used up")} actions={away}>
          {t("As many people as it was for have joined. Ask whoever sent it for a new one.")}
        </Sign>
      );
    case "removed":
      return (
        <Sign icon={UserX} title={t("You cannot join by this link")} actions={away}>
          {t("You were removed from this group. One of its members can add you again.")}
        </Sign>
      );
    case "member":
      return <Member invitation={invitation} />;
    case "open":
      return isSignedIn ? <Join token={token} invitation={invitation} /> : <Welcome token={token} invitation={invitation} />;
  }
}

/** For somebody who is not logged in: an account first, and then right into the group. */
function Welcome({ token, invitation }: { token: string; invitation: Invitation }) {
  const state: Arrival = { wanted: `/i/${token}`, invite: token, into: invitation.title, isJoining: true };
  return (
    <>
      <Invites invitation={invitation} />
      <div className="flex w-full flex-col items-stretch gap-2">
        <LinkButton look="primary" to="/register" state={state}>
          {invitation.title === null ? t("Create an account") : t("Create an account and join")}
        </LinkButton>
        <LinkButton to="/login" state={state}>
          {t("I have an account")}
        </LinkButton>
      </div>
    </>
  );
}

function Join({ token, invitation }: { token: string; invitation: Invitation }) {
  const navigate = useNavigate();
  const { state } = useLocation() as { state: Arrival };
  const [isBusy, setBusy] = useState(false);
  const [failure, setFailure] = useState<string | null>(null);
  const hasBegun = useRef(false);

  const join = useCallback(async () => {
    setBusy(true);
    setFailure(null);
    try {
      const conversationId = await natter.invites.accept(token);
      await navigate(conversationId ? `/c/${conversationId}` : "/", { replace: true });
    } catch (error) {
      setFailure(messageOf(error));
      setBusy(false);
    }
  }, [token, navigate]);

  // They have said so before they registered or logged in.
  useEffect(() => {
    if (!state?.isJoining || hasBegun.current) return;
    hasBegun.current = true;
    void join();
  }, [state, join]);

  return (
    <>
      <Invites invitation={invitation} />
      <Problem>{failure}</Problem>
      <div className="flex w-full flex-col items-stretch gap-2">
        <Button look="primary" busy={isBusy} onClick={() => void join()}>
          {t("Join")}
        </Button>
        <LinkButton look="plain" to="/">
          {t("Not now")}
        </LinkButton>
      </div>
    </>
  );
}

function Member({ invitation }: { invitation: Invitation }) {
  if (invitation.conversation_id === null) {
    return (
      <Sign icon={MessagesSquare} title={t("You have an account already")} actions={<Away isSignedIn />}>
        {t("This link is for making one.")}
      </Sign>
    );
  }
  return (
    <>
      <Group invitation={invitation} sentence={t("You are a member of")} />
      <LinkButton look="primary" to={`/c/${invitation.conversation_id}`} replace>
        {t("Open the conversation")}
      </LinkButton>
    </>
  );
}

function Invites({ invitation }: { invitation: Invitation }) {
  if (invitation.title === null) {
    return (
      <Sign icon={MessagesSquare} title={t("You are invited")}>
        {t("Make an account on this server and say hello. It lives here and nowhere else.")}
      </Sign>
    );
  }
  return (
    <Group
      invitation={invitation}
      sentence={
        invitation.inviter_name === null
          ? t("A member invites you to")
          : rich("<who>{name}</who> invites you to", { name: invitation.inviter_name, who: <bdi className="font-medium text-ink" /> })
      }
    />
  );
}

function Group({ invitation, sentence }: { invitation: Invitation; sentence: ReactNode }) {
  const title = invitation.title ?? "";
  const count = invitation.member_count ?? 0;
  return (
    <>
      <Avatar name={title} colour={hueOf(invitation.conversation_id ?? title)} kind="group" size={96} />
      <div className="flex max-w-full flex-col gap-1">
        <p className="text-ui text-pretty text-muted">{sentence}</p>
        <h1 dir="auto" className="text-heading font-semibold tracking-tight [overflow-wrap:anywhere]">
          {title}
        </h1>
        <p className="text-small tabular text-muted">{t("{count, plural, one {# member} other {# members}}", { count })}</p>
      </div>
    </>
  );
}

function Sign({ icon: Icon, title, children, actions }: { icon: LucideIcon; title: string; children: ReactNode; actions?: ReactNode }) {
  return (
    <>
      <span className="grid size-16 place-items-center rounded-full bg-accent-tint text-accent-ink">
        <Icon aria-hidden size={28} strokeWidth={1.5} />
      </span>
      <div className="flex flex-col gap-1">
        <h1 className="text-heading font-semibold tracking-tight text-balance">{title}</h1>
        <p className="text-ui text-pretty text-muted">{children}</p>
      </div>
      {actions}
    </>
  );
}

function Away({ isSignedIn }: { isSignedIn: boolean }) {
  if (isSignedIn) return <LinkButton to="/">{t("Go to your chats")}</LinkButton>;
  return (
    <Link to="/login" className="text-ui font-medium text-accent-ink underline underline-offset-2">
      {t("Log in")}
    </Link>
  );
}

function Loading() {
  return (
    <div role="status" className="flex flex-col items-center gap-4">
      <span className="sr-only">{t("Reading the invitation")}</span>
      <Skeleton className="size-24 rounded-sheet" />
      <Skeleton className="h-3 w-40" />
      <Skeleton className="h-5 w-52" />
      <Skeleton className="h-3 w-24" />
    </div>
  );
}
