/* Every address of the client and the screen behind it. Screens that the first view does not need arrive when asked for. */
import { lazy, Suspense } from "react";
import { Navigate, Route, Routes, useLocation } from "react-router";
import type { Arrival } from "@/features/session/arrival";
import { useSession } from "@/features/session/use-session";
import { LoadingScreen } from "@/features/shell/LoadingScreen";

const frame = () => import("@/features/shell/AppFrame");
const conversation = () => import("@/features/timeline/ConversationScreen");

const LoginScreen = lazy(async () => ({ default: (await import("@/features/session/LoginScreen")).LoginScreen }));
const RegisterScreen = lazy(async () => ({ default: (await import("@/features/session/RegisterScreen")).RegisterScreen }));
const InviteScreen = lazy(async () => ({ default: (await import("@/features/invites/InviteScreen")).InviteScreen }));
const AppFrame = lazy(async () => ({ default: (await frame()).AppFrame }));
const EmptyMain = lazy(async () => ({ default: (await import("@/features/shell/EmptyMain")).EmptyMain }));
const ConversationScreen = lazy(async () => ({ default: (await conversation()).ConversationScreen }));
const SearchScreen = lazy(async () => ({ default: (await import("@/features/search/SearchScreen")).SearchScreen }));
const NotificationsScreen = lazy(async () => ({ default: (await import("@/features/notifications/NotificationsScreen")).NotificationsScreen }));
const YouScreen = lazy(async () => ({ default: (await import("@/features/settings/YouScreen")).YouScreen }));

/** Fetches what will be shown while the server is still being asked who we are. */
export function warmUp(pathname: string): void {
  void frame();
  if (pathname.startsWith("/c/")) void conversation();
}

export function Screens() {
  const session = useSession();
  if (session.status === "starting") return <LoadingScreen />;
  if (session.status === "unreachable") return <LoadingScreen message={session.message} />;
  return <Suspense fallback={<LoadingScreen />}>{session.status === "signed-in" ? <Inside /> : <Outside />}</Suspense>;
}

function Inside() {
  return (
    <Routes>
      <Route element={<AppFrame />}>
        <Route index element={<EmptyMain />} />
        <Route path="c/:conversationId/*" element={<ConversationScreen />} />
        <Route path="search" element={<SearchScreen />} />
        <Route path="notifications" element={<NotificationsScreen />} />
        <Route path="you" element={<YouScreen />} />
      </Route>
      <Route path="i/:token" element={<InviteScreen />} />
      <Route path="*" element={<ToWhereOneWanted />} />
    </Routes>
  );
}

function Outside() {
  return (
    <Routes>
      <Route path="login" element={<LoginScreen />} />
      <Route path="register" element={<RegisterScreen />} />
      <Route path="i/:token" element={<InviteScreen />} />
      <Route path="*" element={<ToLogin />} />
    </Routes>
  );
}

/** The address that was asked for is kept until after the login. */
function ToLogin() {
  const { pathname, search } = useLocation();
  const session = useSession();
  const isByChoice = session.status === "signed-out" && session.isByChoice;
  return <Navigate to="/login" replace state={isByChoice ? null : { wanted: pathname + search }} />;
}

function ToWhereOneWanted() {
  const { state } = useLocation() as { state: Arrival };
  return <Navigate to={state?.wanted ?? "/"} replace state={state?.isJoining ? { isJoining: true } : null} />;
}
