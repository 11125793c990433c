/** An answer: chart, table, JSON, and the statement it became; and each as a file. */
import { ChartColumn, Download } from "lucide";
import { useMemo, useRef, useState } from "preact/hooks";
import { FORMS, makeFile, save, type Form } from "../../shared/files";
import { number } from "../../shared/format";
import { useOrganisation, useViewer } from "../../shared/session";
import { useStore } from "../../shared/store";
import { Badge, Button, Empty, Icon, Menu, Notice, Tabs } from "../../shared/ui";
import { Charts, Choose } from "../charts/charts";
import { canDraw, chosen, titleOfPath, type Choice } from "../charts/model";
import { picture } from "../charts/picture";
import { edit, type Sheet } from "../notebook";
import type { Running } from "../running";
import { answeredTo } from "../running";
import { operationsOf, parsed, schema, titleOf } from "../schema";
import { csv, xlsx, XLSX } from "./files";
import { gridsOf, nameOfList, type Grid } from "./grid";
import { Json } from "./json";
import { Plan } from "./plan";
import { shapeOf } from "./shape";
import { GridTable } from "./table";

const CSV = "text/csv;charset=utf-8";

/** The tables of what a tab was answered. */
function useGrids(sheet: Sheet, data: unknown): Grid[] {
  const known = useStore(schema);
  return useMemo(() => {
    const meant = answeredTo(sheet.id);
    const document = meant && parsed(meant.call.query);
    if (!known || !document || !data) return [];
    const operations = operationsOf(document);
    const operation = operations.find(({ name }) => name?.value === meant.call.operationName) ?? operations[0];
    return operation ? gridsOf(data, shapeOf(known, document, operation)) : [];
  }, [known, data, sheet.id]);
}

export function Result({ sheet, running }: { sheet: Sheet; running: Running }) {
  const { outcome, fault, isBusy } = running;
  const isAdmin = ["OWNER", "ADMIN"].includes(useViewer().role);
  const grids = useGrids(sheet, outcome?.body.data);
  const [path, setPath] = useState<string>();
  const [tab, setTab] = useState<string>();
  const place = useRef<HTMLDivElement>(null);

  if (fault) return <Notice kind="bad">{fault}</Notice>;
  if (!outcome) {
    return (
      <Empty icon={ChartColumn} title={isBusy ? "Waiting for the first answer" : "The answer appears here"}>
        {!isBusy && "Run a query with Ctrl-Enter, or begin with an example."}
      </Empty>
    );
  }
  const { body } = outcome;
  const grid = grids.find((each) => each.path === path) ?? grids.find(canDraw) ?? grids[0];
  const drawn = grid && canDraw(grid) ? chosen(grid, sheet.choice) : null;
  const tabs = [
    ...(drawn ? [{ id: "chart", title: "Chart" }] : []),
    ...(grid ? [{ id: "table", title: "Table", count: grid.rows.length }] : []),
    { id: "json", title: "JSON" },
    ...(isAdmin ? [{ id: "plan", title: "SQL and plan" }] : []),
  ];
  const preferred = grid && isPage(grid) ? "table" : tabs[0]?.id;
  const now = tabs.find(({ id }) => id === tab)?.id ?? preferred ?? "json";

  return (
    <>
      <Problems running={running} />
      <div class="result-tools">
        <Told running={running} />
        {grids.length > 1 && (
          <Choose label="List" value={grid?.path ?? ""} options={grids.map((each) => [each.path, listName(each)])} onChange={setPath} />
        )}
        <Files sheet={sheet} grid={grid} choice={drawn} body={body.data} place={now === "chart" ? place : undefined} />
      </div>
      <Tabs tabs={tabs} chosen={now} onChoose={setTab}>
        {now === "chart" && grid && drawn && (
          <Charts grid={grid} choice={drawn} onChoose={(choice) => edit(sheet.id, { choice })} place={place} />
        )}
        {now === "table" && grid && <GridTable grid={grid} />}
        {now === "json" && <Json value={body} />}
        {now === "plan" && (body.extensions?.explain ? <Plan explained={body.extensions.explain} /> : <Notice>Nothing was run as a query.</Notice>)}
      </Tabs>
      {!isAdmin && <p class="quiet small">The SQL and its plan are shown to owners and administrators.</p>}
    </>
  );
}

/** Pages of rows are read; figures are looked at. */
const isPage = ({ path }: Grid): boolean => /(?:nodes|edges)$/.test(path);

const listName = ({ path, rows }: Grid): string => `${nameOfList(path)} (${rows.length})`;

function Problems({ running }: { running: Running }) {
  const { errors = [], extensions } = running.outcome?.body ?? {};
  const withheld = extensions?.withheld ?? [];
  return (
    <>
      {errors.map(({ message, path }) => (
        <Notice key={message} kind="bad">
          {message}
          {path && <span class="small">at {path.join(".")}</span>}
        </Notice>
      ))}
      {withheld.length > 0 && <Notice kind="warn">Not for you to read, and left out: {withheld.join(", ")}.</Notice>}
    </>
  );
}

/** How it went: how long, and what it cost. */
function Told({ running: { outcome, isBusy } }: { running: Running }) {
  if (!outcome) return null;
  const cost = outcome.body.extensions?.cost;
  return (
    <p class="told" role="status">
      {outcome.event ? <Badge tone="accent">Event {outcome.event}</Badge> : <Badge tone={outcome.body.errors ? "bad" : "good"}>{outcome.body.errors ? "Refused" : "Answered"}</Badge>}
      {isBusy && outcome.event && <span>watching</span>}
      {!outcome.event && <span>in {number(Math.round(outcome.milliseconds))} ms</span>}
      {cost && (
        <span>
          for {number(cost.actualQueryCost)} of {number(cost.requestedQueryCost)} points
        </span>
      )}
    </p>
  );
}

interface FilesProps {
  sheet: Sheet;
  grid: Grid | undefined;
  choice: Choice | null;
  body: unknown;
  /** Where charts are drawn, while they are. */
  place: { current: HTMLDivElement | null } | undefined;
}

/** What the server can write to a file in whole: every row, or every group, of the only list a query asks for. */
const WHOLE = { nodes: "the whole list", edges: "the whole list", groups: "all groups" };
const wholeOf = (grid: Grid | undefined): string | undefined =>
  WHOLE[/^\w+\.(nodes|edges|groups)$/.exec(grid?.path ?? "")?.[1] as keyof typeof WHOLE];

const give = (content: BlobPart, name: string, type: string): void => save(new Blob([content], { type }), name);

function Files({ sheet, grid, choice, body, place }: FilesProps) {
  const zone = useOrganisation()?.timeZone ?? "UTC";
  const call = answeredTo(sheet.id)?.call;
  const name = titleOf(call?.query ?? sheet.query);
  const whole = wholeOf(grid);
  const make = (form: Form) => {
    if (call) void makeFile(name, form, call, { "X-Clientgraph-Explore": "1" });
  };
  return (
    <Menu
      label={
        <>
          <Icon of={Download} /> Download
        </>
      }
    >
      {grid && (
        <>
          <Button kind="plain" onClick={() => give(csv(grid), `${name}.csv`, CSV)}>
            CSV of this table
          </Button>
          <Button kind="plain" onClick={() => give(xlsx(grid, zone), `${name}.xlsx`, XLSX)}>
            XLSX of this table
          </Button>
        </>
      )}
      {whole &&
        FORMS.map(([form, title]) => (
          <Button key={form} kind="plain" onClick={() => make(form)}>
            {form === "xlsx" ? "XLSX" : title} of {whole}
          </Button>
        ))}
      <Button kind="plain" onClick={() => give(JSON.stringify(body, null, 2), `${name}.json`, "application/json")}>
        JSON
      </Button>
      {place && grid && choice && (
        <Button kind="plain" onClick={() => give(drawing(place.current, grid, choice), `${name}.svg`, "image/svg+xml")}>
          SVG of the chart
        </Button>
      )}
    </Menu>
  );
}

function drawing(place: HTMLDivElement | null, grid: Grid, choice: Choice): string {
  const figures = [...(place?.querySelectorAll<HTMLElement>("figure") ?? [])];
  const panels = figures.map((figure) => ({
    drawing: figure.querySelector(".chart > svg") as SVGSVGElement,
    title: figure.dataset.title ?? "",
    series: [...figure.querySelectorAll("[data-series]")].map((each) => ({
      name: each.textContent?.trim() ?? "",
      colour: getComputedStyle(each.querySelector("rect") as SVGElement).fill,
    })),
  }));
  return picture(panels, `${titleOfPath(grid, choice.measure)} by ${titleOfPath(grid, choice.category)}`);
}
