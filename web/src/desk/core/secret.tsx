/** A secret that is shown once, to be copied. */
import { Copy } from "lucide";
import { useId } from "preact/hooks";
import { Button, Dialog, Notice, say } from "../../shared/ui";

export function Secret({ title, secret, onClose }: { title: string; secret: string; onClose: () => void }) {
  const id = useId();
  const copy = async () => {
    await navigator.clipboard.writeText(secret);
    say("Copied.");
  };
  return (
    <Dialog title={title} onClose={onClose}>
      <div class="form">
        <Notice kind="warn">Keep it now: it is not shown again.</Notice>
        <div class="field">
          <label for={id}>The secret</label>
          <input id={id} type="text" readOnly value={secret} onFocus={(event) => event.currentTarget.select()} />
        </div>
        <div class="form-actions">
          <Button icon={Copy} onClick={() => void copy()}>
            Copy
          </Button>
          <Button kind="primary" onClick={onClose}>
            I have it
          </Button>
        </div>
      </div>
    </Dialog>
  );
}
