/** All rows of a list as a file: the server writes it from the very query the list is shown by. */
import { say } from "../../shared/ui";

export async function exportList(doc: unknown, variables: object, kind: "csv" | "xlsx"): Promise<void> {
  const { documentId } = (doc as { __meta__: { documentId: string } }).__meta__;
  try {
    const response = await fetch(`/export.${kind}`, {
      method: "POST",
      credentials: "same-origin",
      headers: { "content-type": "application/json", "X-Clientgraph-CSRF": "1", "X-Clientgraph-Cookie": "1" },
      body: JSON.stringify({ documentId, variables }),
    });
    if (!response.ok) return say(await reason(response), "bad");
    const name = /filename="([^"]+)"/.exec(response.headers.get("content-disposition") ?? "")?.[1] ?? `list.${kind}`;
    save(await response.blob(), name);
    say(`${name} is in your downloads.`);
  } catch {
    say("There is no connection. Nothing was exported.", "bad");
  }
}

async function reason(response: Response): Promise<string> {
  const answer = (await response.json().catch(() => null)) as { errors?: { message: string }[] } | null;
  return answer?.errors?.[0]?.message ?? "The list could not be exported.";
}

/** Give the browser a file to keep. */
export function save(blob: Blob, name: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}
