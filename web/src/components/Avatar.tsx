/* A person's or a group's picture, or initials on their colour. Decorative beside the name it belongs to. */
import { Users } from "lucide-react";
import { useState } from "react";
import { classes } from "./classes";
import { initials } from "./initials";

export type Presence = "online" | "away" | "offline" | "unknown";

type Props = {
  name: string;
  /** 0–11, the index of one of the twelve hues. */
  colour: number;
  picture?: string | null;
  size?: 20 | 28 | 36 | 64 | 96;
  kind?: "person" | "group";
  presence?: Presence;
};

const SIZES = {
  20: "size-5 text-[0.5625rem]",
  28: "size-7 text-[0.6875rem]",
  36: "size-9 text-small",
  64: "size-16 text-heading",
  96: "size-24 text-display",
};

export function Avatar({ name, colour, picture, size = 36, kind = "person", presence }: Props) {
  const [brokenPicture, setBrokenPicture] = useState<string | null>(null);
  const shape = kind === "person" ? "rounded-full" : size < 64 ? "rounded-card" : "rounded-sheet";
  return (
    <span aria-hidden className={classes("relative inline-flex shrink-0", SIZES[size])}>
      {picture && picture !== brokenPicture ? (
        <img
          src={picture}
          alt=""
          draggable={false}
          className={classes("size-full bg-hover object-cover", shape)}
          onError={() => setBrokenPicture(picture)}
        />
      ) : (
        <span
          className={classes("grid size-full place-items-center font-semibold forced-edge", shape)}
          style={{ background: `var(--person-${colour % 12})`, color: `var(--person-text-${colour % 12})` }}
        >
          {kind === "group" && size < 64 ? <Users size={size / 2} strokeWidth={1.75} /> : initials(name)}
        </span>
      )}
      {(presence === "online" || presence === "away") && <PresenceDot presence={presence} size={size} />}
    </span>
  );
}

function PresenceDot({ presence, size }: { presence: "online" | "away"; size: number }) {
  return (
    <span
      className={classes(
        "absolute rounded-full border-2 border-(--avatar-ring,var(--bg)) bg-(--avatar-ring,var(--bg))",
        size >= 64 ? "end-0.5 bottom-0.5 size-4.5" : size >= 36 ? "-end-0.5 -bottom-0.5 size-3.25" : "-end-1 -bottom-1 size-2.75",
      )}
    >
      <span
        className={classes(
          "block size-full rounded-full",
          presence === "online" ? "bg-success forced-mark" : "border-2 border-away",
        )}
      />
    </span>
  );
}
