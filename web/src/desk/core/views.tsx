/** Views of a list, kept by name in this browser: an address each. */
import { Bookmark } from "lucide";
import { useState } from "preact/hooks";
import { useViewer } from "../../shared/session";
import { useForm, Form } from "../../shared/form";
import { Button, Dialog, Field, Icon } from "../../shared/ui";
import { NamedMenu } from "./menu";
import type { Kept } from "./place";

export interface View {
  title: string;
  /** What stands after the question mark. */
  text: string;
}

function read(key: string): View[] {
  try {
    return JSON.parse(localStorage.getItem(key) ?? "[]") as View[];
  } catch {
    return [];
  }
}

/** The views a list comes with and one's own; the present one can be kept under a name. */
export function Views({ list, given = [], kept }: { list: string; given?: View[]; kept: Kept }) {
  const key = `clientgraph-views ${useViewer().user?.id} ${list}`;
  const [own, setOwn] = useState(() => read(key));
  const [isNaming, setNaming] = useState(false);
  const text = without(kept.text);
  const write = (views: View[]) => {
    localStorage.setItem(key, JSON.stringify(views));
    setOwn(views);
  };
  const present = [...given, ...own].find((each) => each.text === text);
  return (
    <>
      <NamedMenu
        name={`Views: ${present?.title ?? "All"}`}
        label={
          <>
            <Icon of={Bookmark} size={16} /> {present?.title ?? (text ? "View" : "All")}
          </>
        }
      >
        <Button kind="plain" onClick={() => kept.replace("")}>
          All
        </Button>
        {[...given, ...own].map((each) => (
          <Button key={each.title} kind="plain" aria-pressed={each.text === text} onClick={() => kept.replace(each.text)}>
            {each.title}
          </Button>
        ))}
        <hr />
        <Button kind="plain" disabled={!text || !!present} onClick={() => setNaming(true)}>
          Save this view…
        </Button>
        {own.some((each) => each.text === text) && (
          <Button kind="plain" onClick={() => write(own.filter((each) => each.text !== text))}>
            Forget this view
          </Button>
        )}
      </NamedMenu>
      {isNaming && (
        <NameView
          onClose={() => setNaming(false)}
          onName={(title) => write([...own.filter((each) => each.title !== title), { title, text }])}
        />
      )}
    </>
  );
}

/** A view is a filter and an order, not a page of them. */
function without(text: string): string {
  const parameters = new URLSearchParams(text);
  parameters.delete("after");
  return parameters.toString();
}

function NameView({ onClose, onName }: { onClose: () => void; onName: (title: string) => void }) {
  const form = useForm({ title: "" }, async ({ title }) => {
    if (!title.trim()) return [{ code: "REQUIRED", message: "Give it a name.", path: ["title"] }];
    onName(title.trim());
    onClose();
    return [];
  });
  return (
    <Dialog title="Save this view" onClose={onClose}>
      <Form form={form}>
        <Field label="Name" name="title" form={form} hint="Kept in this browser." autofocus />
        <div class="form-actions">
          <Button onClick={onClose}>Cancel</Button>
          <Button kind="primary" type="submit">
            Save
          </Button>
        </div>
      </Form>
    </Dialog>
  );
}
