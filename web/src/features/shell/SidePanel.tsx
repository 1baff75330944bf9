/*
 * The frame of what opens beside a conversation: a column that can be resized on wide windows, above the conversation on narrower
 * ones, where a press beside it puts it away, and a page on a phone.
 */
import { X } from "lucide-react";
import type { KeyboardEvent, ReactNode, Ref } from "react";
import { useNavigate } from "react-router";
import { IconLink } from "@/components/IconLink";
import { PHONE, THREE_COLUMNS, useMedia } from "@/components/use-media";
import { ConnectionNotice } from "@/features/connection/ConnectionNotice";
import { t } from "@/i18n/t";
import { DETAILS } from "./column-width";
import { ColumnResizer } from "./ColumnResizer";
import { PageTitle } from "./PageHeader";

type Props = {
  title: string;
  /** What a screen reader calls the panel. */
  name: string;
  closeLabel: string;
  /** Where closing leads: the conversation alone. */
  closeTo: string;
  panelRef?: Ref<HTMLElement>;
  /** Hears a key before Escape closes the panel. */
  onKeyDown?: (event: KeyboardEvent<HTMLElement>) => void;
  children: ReactNode;
};

export function SidePanel({ title, name, closeLabel, closeTo, panelRef, onKeyDown, children }: Props) {
  const navigate = useNavigate();
  const isPage = useMedia(PHONE);
  const isColumn = useMedia(THREE_COLUMNS);

  function onKey(event: KeyboardEvent<HTMLElement>): void {
    onKeyDown?.(event);
    if (event.key !== "Escape" || event.defaultPrevented) return;
    event.preventDefault();
    void navigate(closeTo);
  }

  return (
    <>
      {!isColumn && !isPage && <div aria-hidden className="absolute inset-0 z-20 bg-scrim" onClick={() => void navigate(closeTo)} />}
      <aside
        ref={panelRef}
        tabIndex={-1}
        aria-label={name}
        onKeyDown={onKey}
        className="absolute inset-y-0 end-0 z-20 flex w-80 max-w-full flex-col border-s border-line bg-bg outline-none phone:static phone:w-full phone:border-0 two-columns:max-three-columns:shadow-dialog three-columns:relative three-columns:w-(--details-width) three-columns:max-w-[calc(100%-var(--least-conversation))] three-columns:shrink-0 three-columns:border-0"
      >
        {isColumn && <ColumnResizer column={DETAILS} label={t("Width of this column")} />}
        <header className="flex h-(--header-height) shrink-0 items-center justify-between border-b border-line ps-4 pe-3">
          <PageTitle level={isPage ? 1 : 2}>{title}</PageTitle>
          <IconLink to={closeTo} icon={X} label={closeLabel} />
        </header>
        {children}
        {isPage && <ConnectionNotice edge="window" />}
      </aside>
    </>
  );
}
