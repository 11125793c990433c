import { FolderOpen, Upload } from "lucide";
import { useRef, useState } from "preact/hooks";
import {
  DeskFilesDocument,
  DeskFileVisibilityDocument,
  DeskUploadFileDocument,
  type DeskFilesQuery,
  type UploadFileInput,
} from "../../made/graphql";
import { ago, number } from "../../shared/format";
import { Button, Empty } from "../../shared/ui";
import { Seen } from "../core/badges";
import { useCan } from "../core/can";
import { search, type Filter } from "../core/filters";
import { List, type ListColumn } from "../core/list";
import { run } from "../core/verbs";

type Row = DeskFilesQuery["files"]["nodes"][number];

const FILTERS: Filter[] = [
  search,
  { kind: "choice", name: "visibility", label: "Seen by anybody", options: [["CLIENT", "The client too"], ["INTERNAL", "Staff alone"]] },
];

interface FileListProps {
  always: Record<string, unknown>;
  /** Where a new one is kept. */
  to: Pick<UploadFileInput, "clientId" | "projectId" | "jobId">;
}

export function FileList({ always, to }: FileListProps) {
  const can = useCan();
  const input = useRef<HTMLInputElement>(null);
  const [isBusy, setBusy] = useState(false);
  const upload = async (files: ArrayLike<File> | null) => {
    setBusy(true);
    for (const file of Array.from(files ?? [])) {
      await run(DeskUploadFileDocument, { ...to, file, visibility: "INTERNAL" }, `${file.name} is kept. Staff alone see it.`);
    }
    if (input.current) input.current.value = "";
    setBusy(false);
  };
  const turn = ({ id, visibility }: Row) =>
    void run(DeskFileVisibilityDocument, { fileId: id, visibility: visibility === "CLIENT" ? "INTERNAL" : "CLIENT" });
  const columns: ListColumn<Row>[] = [
    {
      title: "File",
      order: "NAME",
      cell: ({ name, downloadUrl }) =>
        downloadUrl ? (
          <a href={downloadUrl} download>
            {name}
          </a>
        ) : (
          name
        ),
    },
    { title: "Size, KB", order: "BYTE_SIZE", isFigure: true, isAside: true, cell: ({ byteSize }) => number(Math.ceil(byteSize / 1000)) },
    { title: "By", isAside: true, cell: ({ uploadedBy }) => uploadedBy?.name ?? "–" },
    { title: "Kept", order: "CREATED_AT", isAside: true, cell: ({ createdAt }) => ago(createdAt) },
    { title: "Seen by", cell: ({ visibility }) => <Seen visibility={visibility} /> },
    {
      title: "",
      isFigure: true,
      cell: (row) =>
        can.work ? (
          <Button kind="plain" small onClick={() => turn(row)}>
            {row.visibility === "CLIENT" ? "Hide" : "Show to the client"}
          </Button>
        ) : null,
    },
  ];
  return (
    <>
      {can.work && (
        <div class="part-tools">
          <input
            ref={input}
            class="hidden"
            type="file"
            multiple
            tabindex={-1}
            aria-label="Files to keep"
            onChange={(event) => void upload(event.currentTarget.files)}
          />
          <Button small icon={Upload} busy={isBusy} onClick={() => input.current?.click()}>
            Upload
          </Button>
        </div>
      )}
      <List
        name="files"
        label="Files"
        document={DeskFilesDocument}
        page={(data) => data.files}
        columns={columns}
        filters={FILTERS}
        always={always}
        order="-CREATED_AT"
        changes={["FILE_"]}
        empty={<Empty icon={FolderOpen} title="No files yet">What is uploaded is for staff until it is shown to the client.</Empty>}
      />
    </>
  );
}
