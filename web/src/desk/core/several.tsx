import { X } from "lucide";
import { Button } from "../../shared/ui";
import { Combobox, type Choice, type Find } from "./combobox";

interface SeveralProps {
  label: string;
  find: Find;
  chosen: Choice[];
  onChange: (chosen: Choice[]) => void;
  error?: string;
}

/** Some of many: each is found, and can be taken away again. */
export function Several({ label, find, chosen, onChange, error }: SeveralProps) {
  const add = (choice: Choice | null) => choice && onChange([...chosen.filter(({ id }) => id !== choice.id), choice]);
  return (
    <div class="several">
      <Combobox label={label} placeholder="Add" find={find} chosen={null} onChoose={add} error={error} />
      <ul>
        {chosen.map(({ id, title }) => (
          <li key={id} class="badge">
            {title}
            <Button
              kind="plain"
              small
              icon={X}
              aria-label={`Without ${title}`}
              onClick={() => onChange(chosen.filter((each) => each.id !== id))}
            />
          </li>
        ))}
      </ul>
    </div>
  );
}
