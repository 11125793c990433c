import type { IconNode } from "lucide";
import type { ButtonHTMLAttributes, ComponentChildren } from "preact";
import { Icon } from "./icon";

interface ButtonProps extends Omit<ButtonHTMLAttributes<HTMLButtonElement>, "icon"> {
  /** `primary`: the one thing to do here. `plain`: no frame. `danger`: cannot be taken back. */
  kind?: "primary" | "normal" | "plain" | "danger";
  /** It works on it: shown, and not to be pressed again. */
  busy?: boolean;
  wide?: boolean;
  small?: boolean;
  icon?: IconNode;
  children?: ComponentChildren;
}

export function Button({ kind = "normal", busy, wide, small, icon, children, class: name, ...rest }: ButtonProps) {
  const looks = ["button", kind, wide && "wide", small && "small", busy && "busy", !children && "square", name];
  return (
    <button type="button" {...rest} class={looks.filter(Boolean).join(" ")} aria-busy={busy} disabled={busy || rest.disabled}>
      {icon && <Icon of={icon} size={small ? 16 : 18} />}
      {children}
    </button>
  );
}
