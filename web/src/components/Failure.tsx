/* Something of mine that did not work: what, why, and what one can do about it, as TextButtons. */
import { CircleAlert } from "lucide-react";
import { Children, Fragment, type ReactNode } from "react";

type Props = { what: ReactNode; why: ReactNode; children: ReactNode };

export function Failure({ what, why, children }: Props) {
  return (
    <div role="alert" className="flex flex-wrap items-center gap-x-2 text-small text-danger-ink">
      <p className="flex items-center gap-1.5">
        <CircleAlert aria-hidden size={14} strokeWidth={2} className="shrink-0" />
        <span>
          <span dir="auto" className="font-medium">
            {what}
          </span>{" "}
          {why}
        </span>
      </p>
      <p className="-ms-1 flex flex-wrap items-center touch:-ms-2">
        {Children.toArray(children).map((way, index) => (
          <Fragment key={index}>
            {index > 0 && <span aria-hidden>·</span>}
            {way}
          </Fragment>
        ))}
      </p>
    </div>
  );
}
