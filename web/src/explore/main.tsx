/** The page of analysts: any query, its cost, its answer as table and chart. The workbench itself comes when it is needed. */
import { BookMarked, BookOpen, Lightbulb, SquareTerminal } from "lucide";
import type { ComponentType } from "preact";
import { useEffect, useState } from "preact/hooks";
import { GraphFault } from "../shared/graph";
import { Shell, start } from "../shared/shell";
import { Fault, Progress } from "../shared/ui";

const PLACES = [
  { to: "/", title: "Query", icon: SquareTerminal },
  { to: "/examples", title: "Examples", icon: Lightbulb },
  { to: "/saved", title: "Saved", icon: BookMarked },
  { to: "/schema", title: "Schema", icon: BookOpen },
];
const OFFLINE = new GraphFault("The page could not be loaded whole. Nothing was lost; try again.", true);

function Explore() {
  const [App, setApp] = useState<ComponentType>();
  const [isLost, setLost] = useState(false);
  const load = () => {
    setLost(false);
    import("./app").then(({ App: loaded }) => setApp(() => loaded), () => setLost(true));
  };
  useEffect(load, []);
  return (
    <div class="explore">
      <Shell places={PLACES}>{App ? <App /> : isLost ? <Fault fault={OFFLINE} again={load} /> : <Progress />}</Shell>
    </div>
  );
}

start({ title: "Explore", isFor: (viewer) => viewer.role !== "CONTACT", page: Explore });
