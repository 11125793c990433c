/** The page of the business's own people. */
import { LayoutDashboard } from "lucide";
import { PageHead, Shell, start } from "../shared/shell";
import { useViewer, nameOf } from "../shared/session";
import { Card } from "../shared/ui";

function Explore() {
  const viewer = useViewer();
  return (
    <Shell places={[{ to: "/", title: "Overview", icon: LayoutDashboard }]}>
      <PageHead title="Explore" />
      <Card>
        <p>Signed in as {nameOf(viewer)}.</p>
      </Card>
    </Shell>
  );
}

start({ title: "Explore", isFor: (viewer) => viewer.role !== "CONTACT", page: Explore });
