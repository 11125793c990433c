/** Pages that are loaded when somebody goes there. */
import type { ComponentType } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { Parameters } from "../../shared/router";
import { Button, Notice, Skeleton } from "../../shared/ui";

export type Page = ComponentType<{ parameters: Parameters }>;

/** The page of that name of an area; shown as soon as the area has come. */
export function later<Area extends object>(load: () => Promise<Area>, name: keyof Area & string): Page {
  let Found: Page | undefined;
  return function Later(given) {
    const [isHere, setHere] = useState(!!Found);
    const [isMissing, setMissing] = useState(false);
    const come = () => {
      setMissing(false);
      load().then(
        (area) => {
          Found = area[name] as Page;
          setHere(true);
        },
        () => setMissing(true),
      );
    };
    useEffect(() => {
      if (!Found) come();
    }, []);
    if (isHere && Found) return <Found {...given} />;
    return isMissing ? <Missing again={come} /> : <Skeleton lines={8} />;
  };
}

/** Without a connection, or where the page is of an older build than the server. */
function Missing({ again }: { again: () => void }) {
  return (
    <Notice kind="warn">
      <p>This page could not be loaded. Is there a connection?</p>
      <div class="row">
        <Button small onClick={again}>
          Try again
        </Button>
        <Button small kind="plain" onClick={() => location.reload()}>
          Load everything anew
        </Button>
      </div>
    </Notice>
  );
}
