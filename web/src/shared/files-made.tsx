/** The files that take longer than a moment: how far each is, and where it is to be had. */
import { Download, X } from "lucide";
import { useEffect } from "preact/hooks";
import { dismiss, goOnWithFiles, made, type Made } from "./files";
import { bytes, number, time } from "./format";
import { useStore } from "./store";
import { Button, Icon, ProgressBar } from "./ui";
import "./files.css";

/** Once on a page, above what it shows. */
export function FilesMade() {
  const files = useStore(made);
  useEffect(() => void goOnWithFiles(), []);
  if (!files.length) return null;
  return (
    <section class="files-made" aria-label="Files">
      {files.map((file) => (
        <Line key={file.id} file={file} />
      ))}
    </section>
  );
}

function Line({ file }: { file: Made }) {
  const { id, title, state, rows, total } = file;
  return (
    <div class={`file-made ${state === "FAILED" ? "wrong" : ""}`}>
      <div>
        <p>
          <strong>{title}</strong>
        </p>
        <p class="quiet small">{saidOf(file)}</p>
        {state === "MAKING" && <ProgressBar percent={total ? Math.floor((100 * rows) / total) : 0} label={`How far ${title} is`} />}
      </div>
      {state !== "MAKING" && (
        <div class="file-made-tools">
          {file.file && (
            <a class="button primary small" href={file.file} download="">
              <Icon of={Download} size={16} /> Download<span class="hidden"> {title}</span>
            </a>
          )}
          <Button kind="plain" small icon={X} aria-label={`Dismiss ${title}`} onClick={() => dismiss(id)} />
        </div>
      )}
    </div>
  );
}

function saidOf({ state, rows, total, bytes: size, until, withheld, errors, isCut }: Made): string {
  if (state === "FAILED") return errors[0]?.message ?? "It could not be made.";
  if (state === "MADE") {
    const left = withheld.length ? ` Not for you to read, and left empty: ${withheld.join(", ")}.` : "";
    return `${number(rows)} rows, ${bytes(size ?? 0)}. Kept until ${time(until)}; a download that was cut goes on where it was.${left}`;
  }
  if (isCut) return "There is no connection. The file is made all the same.";
  return total === null ? "The rows are counted. You can go on working." : `${number(rows)} of ${number(total)} rows. You can go on working.`;
}
