/* My picture: chosen from a file, or taken away again. The server makes it square and small. */
import { useRef, useState } from "react";
import { natter } from "@/app/natter";
import { Avatar } from "@/components/Avatar";
import { Button } from "@/components/Button";
import { useMe } from "@/features/session/use-session";
import { messageOf } from "@/lib/api-error";

const MOST_BYTES = 5 * 1024 * 1024;

export function PictureField() {
  const me = useMe();
  const inputRef = useRef<HTMLInputElement>(null);
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);

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

  function onFile(file: File | undefined): void {
    if (!file) return;
    if (file.size > MOST_BYTES) setProblem("That picture is larger than 5 MB. Choose a smaller one.");
    else void run(() => natter.profile.setAvatar(file));
  }

  return (
    <div className="flex items-center gap-5">
      <Avatar name={me.display_name} colour={me.colour} picture={me.avatar_url} size={96} />
      <div className="flex min-w-0 flex-col gap-2">
        <div className="flex flex-wrap gap-2">
          <Button busy={isBusy} onClick={() => inputRef.current?.click()}>
            {me.avatar_url ? "Change picture" : "Add picture"}
          </Button>
          {me.avatar_url && (
            <Button look="plain" disabled={isBusy} onClick={() => void run(() => natter.profile.removeAvatar())}>
              Remove
            </Button>
          )}
        </div>
        <p role={problem ? "alert" : undefined} className={problem ? "text-caption text-danger-ink" : "text-caption text-muted"}>
          {problem ?? "JPEG, PNG, WebP or GIF, up to 5 MB."}
        </p>
        <input
          ref={inputRef}
          type="file"
          accept="image/jpeg,image/png,image/webp,image/gif"
          aria-label="Picture"
          tabIndex={-1}
          className="sr-only"
          onChange={(event) => {
            onFile(event.target.files?.[0]);
            event.target.value = "";
          }}
        />
      </div>
    </div>
  );
}
