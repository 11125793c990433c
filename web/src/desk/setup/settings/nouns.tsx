import { Plus } from "lucide";
import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { Badge, Button, Card } from "../../../shared/ui";
import { useCan } from "../../core/can";

interface Noun {
  id: string;
  name: string;
  active?: boolean;
}

interface NounsProps<Row> {
  title: string;
  rows: Row[];
  note?: (row: Row) => ComponentChildren;
  /** What adds one, or changes the one it is given. */
  children: (row: Row | null, close: () => void) => ComponentChildren;
}

/** Rows that have a name, to be added and changed by administrators. */
export function Nouns<Row extends Noun>({ title, rows, note, children }: NounsProps<Row>) {
  const can = useCan();
  const [edited, setEdited] = useState<{ row: Row | null } | null>(null);
  const close = () => setEdited(null);
  if (!rows.length && !can.admin) return null;
  return (
    <Card
      title={title}
      flush
      aside={
        can.admin && <Button small icon={Plus} aria-label={`Add to ${title.toLowerCase()}`} onClick={() => setEdited({ row: null })} />
      }
    >
      <ul class="lines">
        {rows.map((row) => (
          <li key={row.id} class="line">
            <div class="line-text">
              <span>{row.name}</span>
              {note && <span class="quiet small">{note(row)}</span>}
            </div>
            <span class="row">
              {row.active === false && <Badge>Not in use</Badge>}
              {can.admin && (
                <Button small kind="plain" aria-label={`Edit ${row.name}`} onClick={() => setEdited({ row })}>
                  Edit
                </Button>
              )}
            </span>
          </li>
        ))}
        {!rows.length && <li class="line quiet">None yet.</li>}
      </ul>
      {edited && children(edited.row, close)}
    </Card>
  );
}
