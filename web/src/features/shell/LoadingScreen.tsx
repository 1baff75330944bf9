/* While we ask who is here: nothing for a moment, then the mark; when the server does not answer, what happens next. */
import { Logo } from "@/components/Logo";
import { Spinner } from "@/components/Spinner";
import { t } from "@/i18n/t";

export function LoadingScreen({ message = null }: { message?: string | null }) {
  return (
    <main className="grid h-dvh place-items-center bg-bg p-6">
      <div className="flex max-w-80 flex-col items-center gap-5 text-center" role="status">
        <Logo size={48} />
        {message ? (
          <>
            <p className="text-ui text-pretty text-muted">{message}</p>
            <p className="flex items-center gap-2 text-small text-muted">
              <Spinner /> {t("Trying again")}
            </p>
          </>
        ) : (
          <span className="sr-only">{t("Loading")}</span>
        )}
      </div>
    </main>
  );
}
