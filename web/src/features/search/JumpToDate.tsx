/* Going to a day in the history: the browser's own date field, which everybody can use, and the days that one mostly wants. */
import { useRef, useState, type FormEvent, type RefObject } from "react";
import { natter } from "@/app/natter";
import { Button } from "@/components/Button";
import { Dialog } from "@/components/Dialog";
import { TextField } from "@/components/TextField";
import { useNow } from "@/components/use-now";
import { t } from "@/i18n/t";
import { messageOf } from "@/lib/api-error";
import { dayOf } from "@/lib/times";
import { daysBack } from "./days-back";

type Props = { conversationId: string; isOpen: boolean; onClose: () => void; /** The timeline goes there. */ onDone?: () => void; /** An ISO time of the day to begin with. */ at?: string };

export function JumpToDate({ isOpen, onClose, ...form }: Props) {
  const fieldRef = useRef<HTMLInputElement>(null);
  return (
    <Dialog isOpen={isOpen} onClose={onClose} title={t("Go to a date")} width="narrow" initialFocus={fieldRef}>
      <DateForm {...form} fieldRef={fieldRef} onClose={onClose} />
    </Dialog>
  );
}

function DateForm({ conversationId, at, fieldRef, onClose, onDone }: Omit<Props, "isOpen"> & { fieldRef: RefObject<HTMLInputElement | null> }) {
  const now = useNow();
  const today = dayOf(now);
  const [day, setDay] = useState(at ? dayOf(at) : today);
  const [isGoing, setGoing] = useState(false);
  const [failure, setFailure] = useState<string | null>(null);

  async function go(wanted: string): Promise<void> {
    const midnight = new Date(`${wanted}T00:00`);
    if (isGoing || Number.isNaN(midnight.getTime())) return;
    setGoing(true);
    setFailure(null);
    try {
      const messageNo = await natter.search.firstSince(conversationId, midnight.toISOString());
      onClose();
      onDone?.();
      if (messageNo === null) natter.timeline.jumpToEnd(conversationId);
      else natter.timeline.jumpTo(conversationId, messageNo);
    } catch (error) {
      setGoing(false);
      setFailure(messageOf(error));
    }
  }

  function onSubmit(event: FormEvent): void {
    event.preventDefault();
    void go(day);
  }

  return (
    <form onSubmit={onSubmit} className="flex flex-col gap-4 pb-2">
      <TextField ref={fieldRef} type="date" label={t("Day")} required max={today} value={day} error={failure} onChange={(event) => setDay(event.target.value)} />
      <div role="group" aria-label={t("Often wanted")} className="flex flex-wrap gap-2">
        {daysBack(now).map(({ name, day: back }) => (
          <Button key={name} size="small" look="quiet" onClick={() => void go(back)}>
            {name}
          </Button>
        ))}
      </div>
      <div className="flex justify-end phone:*:flex-1">
        <Button type="submit" look="primary" busy={isGoing} disabled={day === ""}>
          {t("Go there")}
        </Button>
      </div>
    </form>
  );
}
