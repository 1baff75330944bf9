/* The last resort: something in the interface broke, and nobody nearer knew what to do. */
import { Component, type ReactNode } from "react";
import { t } from "@/i18n/t";

export class ErrorBoundary extends Component<{ children: ReactNode }, { isBroken: boolean }> {
  override state = { isBroken: false };

  static getDerivedStateFromError() {
    return { isBroken: true };
  }

  override render() {
    if (!this.state.isBroken) return this.props.children;
    return (
      <main className="grid h-dvh place-items-center bg-bg p-6 text-center text-ui text-text">
        <div className="flex max-w-80 flex-col items-center gap-4" role="alert">
          <p>{t("Something in Natter stopped working. Your messages and drafts are kept.")}</p>
          <button type="button" className="rounded-control bg-accent px-4 py-2 font-medium text-on-accent" onClick={() => location.reload()}>
            {t("Reload")}
          </button>
        </div>
      </main>
    );
  }
}
