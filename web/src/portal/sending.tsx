/** Sending files to the business, where it takes them. */
import { Upload } from "lucide";
import { useRef, useState } from "preact/hooks";
import { SendFileDocument, type UploadFileInput } from "../made/graphql";
import { act, type GraphFault } from "../shared/graph";
import { may, useOrganisation, useViewer } from "../shared/session";
import { Button, say } from "../shared/ui";

interface SendFilesProps {
  /** What they are about. */
  to: Pick<UploadFileInput, "clientId" | "projectId" | "ticketId" | "jobId">;
  onDone: () => void;
}

/** Whether the viewer may send files. */
export function useMaySend(): boolean {
  const viewer = useViewer();
  const isTaken = useOrganisation()?.contactsMayUpload;
  return !!isTaken && may(viewer, "DOCUMENTS");
}

export function SendFiles({ to, onDone }: SendFilesProps) {
  const input = useRef<HTMLInputElement>(null);
  const [isBusy, setBusy] = useState(false);
  if (!useMaySend()) return null;

  const send = async (files: File[]) => {
    const sent: string[] = [];
    setBusy(true);
    for (const file of files) {
      try {
        const { uploadFile } = await act(SendFileDocument, { input: { ...to, file, visibility: "CLIENT" } });
        const [refusal] = uploadFile.userErrors;
        if (refusal) say(`${file.name}: ${refusal.message}`, "bad");
        else sent.push(file.name);
      } catch (fault) {
        say(`${file.name}: ${(fault as GraphFault).message}`, "bad");
      }
    }
    setBusy(false);
    if (input.current) input.current.value = "";
    if (sent.length) say(sent.length === 1 ? `${sent[0]} was sent.` : `${sent.length} files were sent.`);
    onDone();
  };

  return (
    <>
      <input
        ref={input}
        hidden
        type="file"
        multiple
        onChange={(event) => void send(Array.from(event.currentTarget.files ?? []))}
      />
      <Button small icon={Upload} busy={isBusy} onClick={() => input.current?.click()}>
        Upload files
      </Button>
    </>
  );
}
