/** Line icons, each imported by name from lucide so that only those used are shipped. */
import type { IconNode } from "lucide";
import { h } from "preact";

interface IconProps {
  of: IconNode;
  size?: number;
  /** What it says to those who do not see it; none where words stand beside it. */
  label?: string;
}

export function Icon({ of, size = 18, label }: IconProps) {
  return (
    <svg
      class="icon"
      width={size}
      height={size}
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      stroke-width="1.75"
      stroke-linecap="round"
      stroke-linejoin="round"
      role={label ? "img" : undefined}
      aria-label={label}
      aria-hidden={label ? undefined : "true"}
    >
      {of.map(([tag, attributes]) => h(tag, attributes as never))}
    </svg>
  );
}
