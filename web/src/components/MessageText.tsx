/* What a person wrote: plain text in its own direction, with links that can be clicked. Never HTML. */
import { Fragment, memo, type ReactNode } from "react";
import { classes } from "./classes";
import { isOnlyEmoji, textParts } from "./text-parts";

type Props = { body: string; /** How what lies between links is shown, where more is known of it than its letters. */ showText?: (text: string) => ReactNode };

export const MessageText = memo(function MessageText({ body, showText }: Props) {
  return (
    <div
      dir="auto"
      // As wide as its words: they begin beside their author, also where they run the other way than the page.
      className={classes("w-fit max-w-full text-body whitespace-pre-wrap [overflow-wrap:anywhere]", isOnlyEmoji(body) && "text-[2rem] leading-10")}
    >
      {textParts(body).map((part, place) =>
        part.kind === "text" ? (
          <Fragment key={place}>{showText ? showText(part.text) : part.text}</Fragment>
        ) : (
          <a
            key={place}
            href={part.href}
            target="_blank"
            rel="noopener noreferrer nofollow"
            className="rounded-[2px] text-accent-ink underline decoration-from-font underline-offset-2"
          >
            {part.text}
          </a>
        ),
      )}
    </div>
  );
});
