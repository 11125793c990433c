/** The page of a client's contacts. */
import { LayoutDashboard } from "lucide";
import { PageHead, Shell, start } from "../shared/shell";
import { useViewer, nameOf } from "../shared/session";
import { Card } from "../shared/ui";

function Portal() {
  const viewer = useViewer();
  return (
    <Shell places={[{ to: "/", title: "Overview", icon: LayoutDashboard }]}>
      <PageHead title="Overview" />
      <Card>
        <p>Signed in as {nameOf(viewer)}.</p>
      </Card>
    </Shell>
  );
}

start({ title: "Client portal", isFor: (viewer) => viewer.role === "CONTACT", page: Portal });
