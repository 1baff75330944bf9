/* The frame of the first screens: the form on one side, on wide windows a glimpse of what waits behind it on the other. */
import type { ReactNode } from "react";
import { Logo } from "@/components/Logo";
import { LanguageField } from "@/features/settings/LanguageField";
import { Glimpse } from "./Glimpse";

type Props = { title: string; sentence: string; children: ReactNode; footer: ReactNode };

export function AuthFrame({ title, sentence, children, footer }: Props) {
  return (
    <div className="flex h-(--visible-height) bg-bg">
      <main className="flex min-w-0 flex-1 flex-col overflow-y-auto px-6 py-8 two-columns:px-12">
        <div className="flex items-center justify-between gap-4">
          <p className="flex items-center gap-2.5 text-title font-semibold tracking-tight">
            <Logo size={28} />
            Natter
          </p>
          <LanguageField look="quiet" />
        </div>
        <div className="m-auto flex w-full max-w-90 flex-col gap-6 py-8">
          <header className="flex flex-col gap-2">
            <h1 className="text-display font-semibold tracking-tight text-balance">{title}</h1>
            <p className="text-ui text-pretty text-muted">{sentence}</p>
          </header>
          {children}
          <p className="text-small text-muted">{footer}</p>
        </div>
      </main>
      <Glimpse />
    </div>
  );
}
