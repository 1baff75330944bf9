/* The frame of what opens beside a conversation. A column on wide windows, above the conversation on narrower ones, a page on a phone. */
import { X } from "lucide-react";
import type { KeyboardEvent, ReactNode, Ref } from "react";
import { useNavigate } from "react-router";
import { IconLink } from "@/components/IconLink";
import { PHONE, useMedia } from "@/components/use-media";
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

  function onKey(event: KeyboardEvent<HTMLElement>): void {
    onKeyDown?.(event);
    if (event.key !== "Escape" || event.defaultPrevented) return;
    event.preventDefault();
    void navigate(closeTo);
  }

  return (
    <aside
      ref={panelRef}
      tabIndex={-1}
      aria-label={name}
      onKeyDown={onKey}
      className="absolute inset-y-0 end-0 z-20 flex w-(--details-width) max-w-full flex-col border-s border-line bg-bg outline-none phone:static phone:w-full phone:border-0 three-columns:static two-columns:max-three-columns:shadow-dialog"
    >
      <header className="flex h-(--header-height) shrink-0 items-center justify-between border-b border-line ps-4 pe-3">
        <PageTitle level={isPage ? 1 : 2}>{title}</PageTitle>
        <IconLink to={closeTo} icon={X} label={closeLabel} />
      </header>
      {children}
    </aside>
  );
}
