/* A new group: its name, and the people in it. */
import { useRef, useState } from "react";
import { useNavigate } from "react-router";
import { natter } from "@/app/natter";
import { Button } from "@/components/Button";
import { Dialog } from "@/components/Dialog";
import { Problem } from "@/components/Problem";
import { TextField } from "@/components/TextField";
import { useForm } from "@/components/use-form";
import { PeoplePicker } from "@/features/people/PeoplePicker";
import type { User } from "@/generated/contract";
import { t } from "@/i18n/t";

const LONGEST_TITLE = 100;

export function NewGroupDialog({ isOpen, onClose }: { isOpen: boolean; onClose: () => void }) {
  const titleRef = useRef<HTMLInputElement>(null);
  return (
    <Dialog isOpen={isOpen} onClose={onClose} title={t("Create a group")} sentence={t("Name it after what you will talk about.")} initialFocus={titleRef}>
      <NewGroupForm titleRef={titleRef} />
    </Dialog>
  );
}

function NewGroupForm({ titleRef }: { titleRef: React.RefObject<HTMLInputElement | null> }) {
  const navigate = useNavigate();
  const [title, setTitle] = useState("");
  const [people, setPeople] = useState<User[]>([]);
  const form = useForm(
    ["title", "member_ids"],
    () => {
      if (title.trim() === "") return { title: t("Give the group a name.") };
      return [...title.trim()].length > LONGEST_TITLE ? { title: t("{count, plural, one {At most # character.} other {At most # characters.}}", { count: LONGEST_TITLE }) } : {};
    },
    async () => {
      const conversationId = await natter.conversations.startGroup(title.trim(), people.map((person) => person.id));
      await navigate(`/c/${conversationId}`);
    },
  );
  const problem = form.problems.form ?? form.problems.member_ids;

  return (
    <form noValidate onSubmit={form.onSubmit} className="flex min-h-0 flex-1 flex-col gap-4">
      <Problem>{problem}</Problem>
      <TextField
        label={t("Group name")}
        name="title"
        ref={titleRef}
        value={title}
        error={form.problems.title}
        autoComplete="off"
        onChange={(event) => {
          setTitle(event.target.value);
          form.clear("title");
        }}
      />
      <PeoplePicker
        label={t("Members")}
        chosen={people}
        onChoose={(person) => setPeople([...people, person])}
        onTakeBack={(person) => setPeople(people.filter((other) => other !== person))}
      />
      <Button type="submit" look="primary" wide busy={form.isBusy}>
        {people.length > 0 ? t("{count, plural, one {Create group with # member} other {Create group with # members}}", { count: people.length + 1 }) : t("Create group")}
      </Button>
    </form>
  );
}
