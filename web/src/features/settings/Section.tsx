/* One part of the settings under its heading. */
import { useId, type ReactNode } from "react";

type Props = { title: string; sentence?: ReactNode; /** Of the landmark, where another one on the page is called like the title. */ name?: string; children: ReactNode };

export function Section({ title, sentence, name, children }: Props) {
  const id = useId();
  return (
    <section aria-label={name} aria-labelledby={name === undefined ? id : undefined} className="flex flex-col gap-4">
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
