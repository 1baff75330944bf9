/* How much of an upload is there, as a ring; said in words beside it. */
const radius = 14;
const round = 2 * Math.PI * radius;

/** `value` from 0 to 1. */
export function ProgressRing({ value }: { value: number }) {
  return (
    <svg aria-hidden viewBox="0 0 36 36" className="size-9 -rotate-90">
      <circle cx="18" cy="18" r="17" className="fill-raised" />
      <circle cx="18" cy="18" r={radius} fill="none" strokeWidth="3" className="stroke-line" />
      <circle
        cx="18"
        cy="18"
        r={radius}
        fill="none"
        strokeWidth="3"
        strokeLinecap="round"
        strokeDasharray={round}
        strokeDashoffset={round * (1 - Math.min(1, Math.max(0.04, value)))}
        className="stroke-accent transition-[stroke-dashoffset] duration-(--motion-enter)"
      />
    </svg>
  );
}
