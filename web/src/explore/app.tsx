/** The page of analysts, without its frame: loaded once somebody it is for is signed in. */
import { useEffect } from "preact/hooks";
import { FilesMade } from "../shared/files-made";
import { Router } from "../shared/router";
import { useViewer } from "../shared/session";
import { Empty } from "../shared/ui";
import { Examples, Saved, Schema } from "./library";
import { openAddress, openBook } from "./notebook";
import { readSchema } from "./schema";
import { Workbench } from "./workbench";
import "./explore.css";
import "./charts/charts.css";

const ROUTES = { "/": Workbench, "/examples": Examples, "/saved": Saved, "/schema": Schema, "/schema/:type": Schema };

let whose = "";

export function App() {
  const id = useViewer().user?.id ?? "";
  if (whose !== id) {
    whose = id;
    openBook(id);
    openAddress();
  }
  useEffect(() => {
    void readSchema();
    addEventListener("hashchange", openAddress);
    return () => removeEventListener("hashchange", openAddress);
  }, []);
  return (
    <>
      <FilesMade />
      <Router routes={ROUTES}>
        <Empty title="There is no such place here" />
      </Router>
    </>
  );
}
