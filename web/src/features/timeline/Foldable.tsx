/* A message of more than forty lines shows its beginning until one wants all of it. */
import { useState, type ReactNode } from "react";
import { t } from "@/i18n/t";
import { isLong } from "./long-bodies";

export function Foldable({ body, children }: { body: string; children: ReactNode }) {
  const [isOpen, setOpen] = useState(false);
  if (!isLong(body)) return children;
  return (
    <>
      <div className={isOpen ? undefined : "max-h-[24lh] overflow-hidden text-body mask-b-from-80%"}>{children}</div>
      <button
        type="button"
        aria-expanded={isOpen}
        className="-mx-1 rounded-control px-1 py-1 text-small font-medium text-accent-ink hover:underline touch:py-3"
        onClick={() => setOpen(!isOpen)}
      >
        {isOpen ? t("Show less") : t("Show more")}
      </button>
    </>
  );
}
