/* More people for a group. They will see what was written before. */
import { useMemo, useRef, useState } from "react";
import { natter } from "@/app/natter";
import { Button } from "@/components/Button";
import { Dialog } from "@/components/Dialog";
import { Problem } from "@/components/Problem";
import { useForm } from "@/components/use-form";
import type { ConversationView } from "@/features/conversations/use-conversations";
import { PeoplePicker } from "@/features/people/PeoplePicker";
import type { User } from "@/generated/contract";
import { t } from "@/i18n/t";

type Props = { view: ConversationView; isOpen: boolean; onClose: () => void };

export function AddPeopleDialog({ view, isOpen, onClose }: Props) {
  const inputRef = useRef<HTMLInputElement>(null);
  return (
    <Dialog isOpen={isOpen} onClose={onClose} title={t("Add people")} sentence={t("They can read everything written here so far.")} initialFocus={inputRef}>
      <AddPeopleForm view={view} inputRef={inputRef} onDone={onClose} />
    </Dialog>
  );
}

function AddPeopleForm({ view, inputRef, onDone }: { view: ConversationView; inputRef: React.RefObject<HTMLInputElement | null>; onDone: () => void }) {
  const [people, setPeople] = useState<User[]>([]);
  const members = useMemo(() => view.conversation.members.map((member) => member.user_id), [view.conversation.members]);
  const form = useForm(
    ["user_ids"],
    () => (people.length === 0 ? { form: t("Choose at least one person.") } : {}),
    async () => {
      await natter.conversations.addMembers(view.conversation.id, people.map((person) => person.id));
      onDone();
    },
  );
  const problem = form.problems.form ?? form.problems.user_ids;
  return (
    <form noValidate onSubmit={form.onSubmit} className="flex min-h-0 flex-1 flex-col gap-4 pb-2">
      <Problem>{problem}</Problem>
      <PeoplePicker
        label={t("People")}
        inputRef={inputRef}
        chosen={people}
        without={members}
        onChoose={(person) => {
          setPeople([...people, person]);
          form.clear("user_ids");
        }}
        onTakeBack={(person) => setPeople(people.filter((other) => other !== person))}
      />
      <Button type="submit" look="primary" wide busy={form.isBusy}>
        {people.length > 1 ? t("{count, plural, one {Add # person} other {Add # people}}", { count: people.length }) : t("Add to group")}
      </Button>
    </form>
  );
}
