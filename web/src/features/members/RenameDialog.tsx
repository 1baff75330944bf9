/* A new name for a group. */
import { useRef, useState } from "react";
import { natter } from "@/app/natter";
import { Button } from "@/components/Button";
import { Dialog } from "@/components/Dialog";
import { TextField } from "@/components/TextField";
import { useForm } from "@/components/use-form";
import type { ConversationView } from "@/features/conversations/use-conversations";
import { t } from "@/i18n/t";

type Props = { view: ConversationView; isOpen: boolean; onClose: () => void };

export function RenameDialog({ view, isOpen, onClose }: Props) {
  const inputRef = useRef<HTMLInputElement>(null);
  return (
    <Dialog isOpen={isOpen} onClose={onClose} title={t("Rename group")} sentence={t("Everyone in it sees the new name.")} width="narrow" initialFocus={inputRef}>
      <RenameForm view={view} inputRef={inputRef} onDone={onClose} />
    </Dialog>
  );
}

function RenameForm({ view, inputRef, onDone }: { view: ConversationView; inputRef: React.RefObject<HTMLInputElement | null>; onDone: () => void }) {
  const [title, setTitle] = useState(view.title);
  const form = useForm(
    ["title"],
    () => (title.trim() === "" ? { title: t("Give the group a name.") } : {}),
    async () => {
      if (title.trim() !== view.title) await natter.conversations.rename(view.conversation.id, title.trim());
      onDone();
    },
  );
  return (
    <form noValidate onSubmit={form.onSubmit} className="flex flex-col gap-4 pb-2">
      <TextField
        label={t("Group name")}
        name="title"
        ref={inputRef}
        value={title}
        error={form.problems.title ?? form.problems.form}
        autoComplete="off"
        onChange={(event) => {
          setTitle(event.target.value);
          form.clear("title");
        }}
      />
      <Button type="submit" look="primary" wide busy={form.isBusy}>
        {t("Rename")}
      </Button>
    </form>
  );
}
