/** Which picture is open over the page. It is part of the address (?picture=…), so that the back button of a phone closes it. */
import { useCallback } from "react";
import { useLocation, useNavigate } from "react-router";

export interface OpenPicture {
  /** An attachment; null: none is open. */
  pictureId: string | null;
  show(pictureId: string): void;
  close(): void;
}

export function useOpenPicture(): OpenPicture {
  const { search, state } = useLocation() as { search: string; state: { isOverlay?: boolean } | null };
  const navigate = useNavigate();
  const pictureId = new URLSearchParams(search).get("picture");
  const isOpen = pictureId !== null;
  const isOurs = state?.isOverlay === true;
  return {
    pictureId,
    // From one picture to the next is no step back.
    show: useCallback((id) => void navigate({ search: `?picture=${id}` }, { replace: isOpen, state: { isOverlay: isOpen ? isOurs : true } }), [navigate, isOpen, isOurs]),
    close: useCallback(() => void (isOurs ? navigate(-1) : navigate({ search: "" }, { replace: true })), [navigate, isOurs]),
  };
}
