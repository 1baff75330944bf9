/* The frame behind the login: beside each other the list and the screen that the address names; on a phone one of them. */
import { lazy, Suspense, useEffect, useLayoutEffect, useRef, type RefObject } from "react";
import { Outlet, useLocation } from "react-router";
import { PHONE, useMedia } from "@/components/use-media";
import { ConnectionNotice } from "@/features/connection/ConnectionNotice";
import { Sidebar } from "@/features/conversations/Sidebar";
import { t } from "@/i18n/t";
import { BottomBar } from "./BottomBar";
import { rememberedWidth, showWidth, SIDEBAR } from "./column-width";
import { usePageTitle } from "./use-page-title";

const ColumnResizer = lazy(async () => ({ default: (await import("./ColumnResizer")).ColumnResizer }));
const Overlays = lazy(async () => ({ default: (await import("./Overlays")).Overlays }));

export function AppFrame() {
  const { pathname } = useLocation();
  const isPhone = useMedia(PHONE);
  const isList = pathname === "/";
  const isConversation = pathname.startsWith("/c/");
  const mainRef = useRef<HTMLElement>(null);
  useFocusOnArrival(mainRef, pathname);
  useLayoutEffect(() => showWidth(SIDEBAR, rememberedWidth(SIDEBAR)), []);

  return (
    <div className="flex h-(--visible-height) flex-col overflow-hidden bg-bg ps-[env(safe-area-inset-left)] pt-[env(safe-area-inset-top)] pe-[env(safe-area-inset-right)]">
      <SkipLink mainRef={mainRef} />
      <div className="flex min-h-0 flex-1">
        {!isPhone && (
          <Sidebar isPage={isList}>
            <Suspense fallback={<span className="absolute inset-y-0 end-0 w-px bg-line" />}>
              <ColumnResizer column={SIDEBAR} label={t("Width of the sidebar")} />
            </Suspense>
          </Sidebar>
        )}
        <main id="main" ref={mainRef} tabIndex={-1} className="flex min-w-0 flex-1 flex-col outline-none">
          {/* A screen that is still arriving leaves the list, and the menu open above it, as they are. */}
          <Suspense fallback={null}>{isPhone && isList ? <ListPage /> : <Outlet />}</Suspense>
          {/* A conversation has it under its header: there the end stays in place, and the composer below it. */}
          {!isConversation && <ConnectionNotice edge={isPhone ? "bar" : "window"} />}
        </main>
      </div>
      {isPhone && !isConversation && <BottomBar />}
      <Suspense fallback={null}>
        <Overlays />
      </Suspense>
    </div>
  );
}

function ListPage() {
  usePageTitle(null);
  return <Sidebar isPage />;
}

function SkipLink({ mainRef }: { mainRef: RefObject<HTMLElement | null> }) {
  return (
    <nav aria-label={t("Skip")}>
      <a
        href="#main"
        className="fixed start-3 -top-16 z-50 rounded-control bg-accent px-4 py-2 text-ui font-medium text-on-accent focus:top-3"
        onClick={(event) => {
          event.preventDefault();
          mainRef.current?.focus();
        }}
      >
        {t("Skip the list")}
      </a>
    </nav>
  );
}

/** A new address is a new page: the focus goes there, unless something in it has taken it already. */
function useFocusOnArrival(mainRef: RefObject<HTMLElement | null>, pathname: string): void {
  const isFirst = useRef(true);
  useEffect(() => {
    if (isFirst.current) {
      isFirst.current = false;
      return;
    }
    if (document.activeElement === document.body || !document.activeElement) mainRef.current?.focus();
  }, [mainRef, pathname]);
}
