import type { ComponentChildren } from "preact";
import { Link } from "../../shared/router";

interface LineProps {
  to: string;
  title: string;
  note?: ComponentChildren;
  aside?: ComponentChildren;
}

/** A line of a list that leads to a page. */
export function Line({ to, title, note, aside }: LineProps) {
  return (
    <li class="line">
      <div class="line-text">
        <Link to={to}>{title}</Link>
        {note && <span class="quiet small">{note}</span>}
      </div>
      {aside && <div class="line-aside small">{aside}</div>}
    </li>
  );
}
