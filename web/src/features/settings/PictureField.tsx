/* My picture: chosen from a file and cut to what I want to show, or taken away again. The server makes it small. */
import { lazy, Suspense, useRef, useState } from "react";
import { natter } from "@/app/natter";
import { Avatar } from "@/components/Avatar";
import { Button } from "@/components/Button";
import { useMe } from "@/features/session/use-session";
import { t } from "@/i18n/t";
import { messageOf } from "@/lib/api-error";

const CropDialog = lazy(async () => ({ default: (await import("./CropDialog")).CropDialog }));

export function PictureField() {
  const me = useMe();
  const inputRef = useRef<HTMLInputElement>(null);
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const [chosen, setChosen] = useState<HTMLImageElement | null>(null);

  async function run(work: () => Promise<void>): Promise<void> {
    setBusy(true);
    setProblem(null);
    try {
      await work();
    } catch (error) {
      setProblem(messageOf(error));
    } finally {
      setBusy(false);
    }
  }

  async function onFile(file: File | undefined): Promise<void> {
    if (!file) return;
    setProblem(null);
    const image = new Image();
    image.src = URL.createObjectURL(file);
    try {
      await image.decode();
      setChosen(image);
    } catch {
      URL.revokeObjectURL(image.src);
      setProblem(t("This picture cannot be read. Choose a JPEG, PNG, WebP or GIF."));
    }
  }

  function endChoice(): void {
    if (chosen) URL.revokeObjectURL(chosen.src);
    setChosen(null);
  }

  return (
    <div className="flex items-center gap-5">
      <Avatar name={me.display_name} colour={me.colour} picture={me.avatar_url} size={96} />
      <div className="flex min-w-0 flex-col gap-2">
        <div className="flex flex-wrap gap-2">
          <Button busy={isBusy} onClick={() => inputRef.current?.click()}>
            {me.avatar_url ? t("Change picture") : t("Add picture")}
          </Button>
          {me.avatar_url && (
            <Button look="plain" disabled={isBusy} onClick={() => void run(() => natter.profile.removeAvatar())}>
              {t("Remove")}
            </Button>
          )}
        </div>
        <p role={problem ? "alert" : undefined} className={problem ? "text-caption text-danger-ink" : "text-caption text-muted"}>
          {problem ?? t("JPEG, PNG, WebP or GIF.")}
        </p>
        <input
          ref={inputRef}
          type="file"
          accept="image/jpeg,image/png,image/webp,image/gif"
          aria-label={t("Picture")}
          tabIndex={-1}
          className="sr-only"
          onChange={(event) => {
            void onFile(event.target.files?.[0]);
            event.target.value = "";
          }}
        />
      </div>
      <Suspense fallback={null}>
        {chosen && (
          <CropDialog
            image={chosen}
            onClose={endChoice}
            onDone={(picture) => {
              endChoice();
              void run(() => natter.profile.setAvatar(picture));
            }}
          />
        )}
      </Suspense>
    </div>
  );
}
