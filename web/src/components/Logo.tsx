/* Natter's mark: a speech bubble that holds an n. */
export function Logo({ size = 32 }: { size?: number }) {
  return (
    <svg aria-hidden width={size} height={size} viewBox="0 0 32 32" className="shrink-0">
      <path
        className="fill-accent"
        d="M16 2.5c8 0 13.5 5.2 13.5 12.6S24 27.7 16 27.7c-1.5 0-3-.2-4.3-.6-1.7 1.2-4 2.3-6.6 2.4-.8 0-1.1-.9-.6-1.5 1.1-1.2 1.8-2.7 2-4.2C4 21.6 2.5 18.7 2.5 15.1 2.5 7.7 8 2.5 16 2.5Z"
      />
      <path
        className="stroke-on-accent"
        fill="none"
        strokeWidth="3"
        strokeLinecap="round"
        d="M11.2 20v-8.2M11.2 15.4c0-2.3 1.9-3.8 4.6-3.8 3 0 5 1.7 5 4.7V20"
      />
    </svg>
  );
}
