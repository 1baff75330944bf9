/* The frame behind the login: sidebar, the screen that the address names, and on a phone the bottom bar. */
import { useEffect, useRef } from "react";
import { Outlet, useLocation } from "react-router";
import { classes } from "@/components/classes";
import { Toasts } from "@/components/Toasts";
import { NewConversation } from "@/features/conversations/NewConversation";
import { Sidebar } from "@/features/conversations/Sidebar";
import { NotificationToasts } from "@/features/notifications/NotificationToasts";
import { BottomBar } from "./BottomBar";
import { SidebarResizer } from "./SidebarResizer";

export function AppFrame() {
  const { pathname } = useLocation();
  const isList = pathname === "/";
  const isConversation = pathname.startsWith("/c/");
  const mainRef = useRef<HTMLElement>(null);
  useFocusOnArrival(mainRef, pathname);

  return (
    <div className="flex h-dvh flex-col overflow-hidden bg-bg ps-[env(safe-area-inset-left)] pe-[env(safe-area-inset-right)]">
      <a
        href="#main"
        className="fixed start-3 -top-16 z-50 rounded-control bg-accent px-4 py-2 text-ui font-medium text-on-accent focus:top-3"
        onClick={(event) => {
          event.preventDefault();
          mainRef.current?.focus();
        }}
      >
        Skip to the conversation
      </a>
      <div className="flex min-h-0 flex-1">
        <Sidebar isPage={isList} className={classes("w-(--sidebar-width) phone:w-full", !isList && "phone:hidden")} />
        <SidebarResizer />
        <main
          id="main"
          ref={mainRef}
          tabIndex={-1}
          className={classes("flex min-w-0 flex-1 flex-col outline-none", isList && "phone:hidden")}
        >
          <Outlet />
        </main>
      </div>
      {!isConversation && <BottomBar />}
      <NewConversation />
      <NotificationToasts />
      <Toasts />
    </div>
  );
}

/** A new address is a new page: the focus goes there, unless something in it has taken it already. */
function useFocusOnArrival(mainRef: React.RefObject<HTMLElement | null>, pathname: string): void {
  const isFirst = useRef(true);
  useEffect(() => {
    if (isFirst.current) {
      isFirst.current = false;
      return;
    }
    const main = mainRef.current;
    if (main && (document.activeElement === document.body || !document.activeElement)) main.focus();
  }, [mainRef, pathname]);
}
