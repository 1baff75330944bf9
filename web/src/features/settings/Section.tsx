/* One part of the settings under its heading. */
import { useId, type ReactNode } from "react";

export function Section({ title, sentence, children }: { title: string; sentence?: ReactNode; children: ReactNode }) {
  const id = useId();
  return (
    <section aria-labelledby={id} className="flex flex-col gap-4">
      <div className="flex flex-col gap-0.5">
        <h2 id={id} className="text-title font-semibold tracking-tight">
          {title}
        </h2>
        {sentence && <p className="text-small text-muted">{sentence}</p>}
      </div>
      {children}
    </section>
  );
}
