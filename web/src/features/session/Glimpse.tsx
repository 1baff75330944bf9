/* A still picture of a conversation, drawn with the real parts. Decoration: hidden from assistive technology. */
import { Check } from "lucide-react";
import { Avatar } from "@/components/Avatar";
import { t } from "@/i18n/t";

const lines = () => [
  { name: "Ana Lima", colour: 5, time: "09:41", words: [t("Morning. The venue said yes."), t("Friday at six, we have the terrace until ten.")] },
  { name: "Jonas Weber", colour: 8, time: "09:43", words: [t("Lovely. I bring the projector and the long cable this time.")] },
  { name: "ليلى حسن", colour: 1, time: "09:44", words: ["رائع، سأحضر الحلويات 🍯"] },
  { name: "Ana Lima", colour: 5, time: "09:46", words: [t("Then we are complete. See you Friday.")] },
];

export function Glimpse() {
  return (
    <aside aria-hidden className="hidden flex-1 items-center justify-center overflow-hidden border-s border-line bg-sunken p-12 three-columns:flex">
      <div className="flex w-full max-w-115 flex-col gap-8">
        <div className="rounded-sheet bg-raised shadow-dialog">
          <div className="flex items-center gap-3 border-b border-line px-5 py-3">
            <Avatar name={t("Summer evening")} colour={5} kind="group" size={28} />
            <div className="min-w-0">
              <p className="text-ui font-semibold">{t("Summer evening")}</p>
              <p className="text-caption text-muted">{t("{count, plural, one {# member} other {# members}}", { count: 3 })}</p>
            </div>
          </div>
          <div className="flex flex-col gap-4 px-5 py-5">
            {lines().map((line) => (
              <div key={line.time} className="flex gap-3">
                <Avatar name={line.name} colour={line.colour} />
                <div className="min-w-0 flex-1">
                  <p className="flex items-baseline gap-2">
                    <span className="text-ui font-semibold" style={{ color: `var(--person-text-${line.colour})` }}>
                      {line.name}
                    </span>
                    <span className="text-caption tabular text-faint">{line.time}</span>
                  </p>
                  {line.words.map((words) => (
                    <p key={words} dir="auto" className="text-body">
                      {words}
                    </p>
                  ))}
                </div>
              </div>
            ))}
          </div>
        </div>
        <ul className="flex flex-col gap-3 text-small text-muted">
          {[t("Runs on your own server"), t("What is sent is never lost, doubled or out of order"), t("Unread counts that are right, on every device")].map((promise) => (
            <li key={promise} className="flex items-center gap-3">
              <span className="grid size-5 place-items-center rounded-full bg-accent-tint text-accent-ink">
                <Check size={12} strokeWidth={2.5} />
              </span>
              {promise}
            </li>
          ))}
        </ul>
      </div>
    </aside>
  );
}
