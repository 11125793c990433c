import type { ComponentChildren } from "preact";
import { Menu } from "../../shared/ui";

interface NamedMenuProps {
  /** What it says to those who do not see it; the words of the label are in it. */
  name: string;
  label: ComponentChildren;
  children: ComponentChildren;
}

/** A menu whose button shows less than it says. */
export function NamedMenu({ name, label, children }: NamedMenuProps) {
  const said = (
    <>
      <span class="menu-label" aria-hidden="true">
        {label}
      </span>
      <span class="hidden">{name}</span>
    </>
  );
  return <Menu label={said}>{children}</Menu>;
}
