/* Keys of a keyboard, drawn as keys; what is said of them are their names. */
export function Keys({ keys }: { keys: { shown: string; said: string }[] }) {
  return (
    <span dir="ltr" className="inline-flex shrink-0 items-center gap-1">
      <span className="sr-only">{keys.map(({ said }) => said).join(" ")}</span>
      {keys.map(({ shown }) => (
        <kbd
          key={shown}
          aria-hidden
          className="inline-grid h-5 min-w-5 place-items-center rounded-[4px] border border-line bg-sunken px-1 font-sans text-caption leading-none font-medium text-muted"
        >
          {shown}
        </kbd>
      ))}
    </span>
  );
}
