/** The page of the business's own people. */
import { LayoutDashboard } from "lucide";
import { PageHead, Shell, start } from "../shared/shell";
import { useViewer, nameOf } from "../shared/session";
import { Card } from "../shared/ui";

function Desk() {
  const viewer = useViewer();
  return (
    <Shell places={[{ to: "/", title: "Overview", icon: LayoutDashboard }]}>
      <PageHead title="Desk" />
      <Card>
        <p>Signed in as {nameOf(viewer)}.</p>
      </Card>
    </Shell>
  );
}

start({ title: "Desk", isFor: (viewer) => viewer.role !== "CONTACT", page: Desk });
