/** Tables as files, made here: CSV and XLSX, safe to open in a spreadsheet as docs/tables.md says. */
import { strToU8, zipSync } from "fflate";
import type { Cell, Column, Grid } from "./grid";
import { NUMBERS } from "./shape";

const FORMULA = /^[=+\-@\t\r]/;
const LONGEST_CELL = 32_767;
const DAY_MS = 86_400_000;
/** Days from the beginning of a spreadsheet's calendar to that of the clock. */
const SHEET_EPOCH = 25_569;
export const XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

const isNumber = ({ kind }: Column): boolean => NUMBERS.has(kind) || kind === "money";
const headOf = ({ path, currency }: Column): string => (currency ? `${path}.${currency}` : path);

/** UTF-8 with a byte order mark, every cell in quotation marks, an apostrophe before what would be a formula. */
export function csv({ columns, rows }: Pick<Grid, "columns" | "rows">): string {
  const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`;
  const cell = (value: Cell, column: Column) => {
    const text = value === null ? "" : String(value);
    return quoted(FORMULA.test(text) && !isNumber(column) ? `'${text}` : text);
  };
  const lines = [
    columns.map((column) => quoted(headOf(column))),
    ...rows.map((row) => columns.map((column, at) => cell(row[at] ?? null, column))),
  ];
  return `\ufeff${lines.map((line) => line.join(",")).join("\r\n")}\r\n`;
}

const escaped = (text: string): string =>
  text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, "");

/** Places of the formats in STYLES. */
const [DAY, INSTANT, TEXT] = [1, 2, 3];
const STYLES =
  '<numFmts count="2"><numFmt numFmtId="164" formatCode="yyyy-mm-dd"/>' +
  '<numFmt numFmtId="165" formatCode="yyyy-mm-dd hh:mm:ss"/></numFmts>' +
  '<fonts count="1"><font/></fonts><fills count="2"><fill/><fill><patternFill patternType="gray125"/></fill></fills>' +
  '<borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs>' +
  '<cellXfs count="4"><xf/><xf numFmtId="164" applyNumberFormat="1"/><xf numFmtId="165" applyNumberFormat="1"/>' +
  '<xf quotePrefix="1"/></cellXfs>';

const text = (value: string, style = ""): string =>
  `<c t="inlineStr"${style}><is><t xml:space="preserve">${escaped(value.slice(0, LONGEST_CELL))}</t></is></c>`;

/** An instant as a clock on the wall of a time zone shows it, in the days of a spreadsheet. */
function wall(value: string, zone: string): number {
  const options = { timeZone: zone, hourCycle: "h23", dateStyle: "short", timeStyle: "medium" } as const;
  const shown = new Intl.DateTimeFormat("sv-SE", options).format(new Date(value));
  return Date.parse(`${shown.replace(" ", "T")}Z`) / DAY_MS + SHEET_EPOCH;
}

function cellOf(value: Cell, column: Column, zone: string): string {
  if (value === null) return "<c/>";
  if (typeof value === "boolean") return `<c t="b"><v>${Number(value)}</v></c>`;
  const content = String(value);
  if (isNumber(column) && content.trim() && Number.isFinite(Number(content))) return `<c><v>${Number(content)}</v></c>`;
  if (column.kind === "day") return `<c s="${DAY}"><v>${Date.parse(content) / DAY_MS + SHEET_EPOCH}</v></c>`;
  if (column.kind === "instant") return `<c s="${INSTANT}"><v>${wall(content, zone)}</v></c>`;
  return text(content, FORMULA.test(content) ? ` s="${TEXT}"` : "");
}

const HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>';
const MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const PACKAGE = "http://schemas.openxmlformats.org/package/2006";
const TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml";

/** A workbook of one sheet. Instants are those of the time zone. */
export function xlsx({ columns, rows }: Pick<Grid, "columns" | "rows">, zone: string): Uint8Array<ArrayBuffer> {
  const line = (cells: string[]) => `<row>${cells.join("")}</row>`;
  const lines = [
    line(columns.map((column) => text(headOf(column)))),
    ...rows.map((row) => line(columns.map((column, at) => cellOf(row[at] ?? null, column, zone)))),
  ];
  const frozen = '<sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>';
  const files = {
    "[Content_Types].xml":
      `<Types xmlns="${PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>` +
      `<Override PartName="/xl/workbook.xml" ContentType="${TYPE}.sheet.main+xml"/>` +
      `<Override PartName="/xl/worksheets/sheet1.xml" ContentType="${TYPE}.worksheet+xml"/>` +
      `<Override PartName="/xl/styles.xml" ContentType="${TYPE}.styles+xml"/></Types>`,
    "_rels/.rels": `<Relationships xmlns="${PACKAGE}/relationships"><Relationship Id="r1" Type="${OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
    "xl/workbook.xml": `<workbook xmlns="${MAIN}" xmlns:r="${OFFICE}"><sheets><sheet name="Sheet1" sheetId="1" r:id="r1"/></sheets></workbook>`,
    "xl/_rels/workbook.xml.rels":
      `<Relationships xmlns="${PACKAGE}/relationships"><Relationship Id="r1" Type="${OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>` +
      `<Relationship Id="r2" Type="${OFFICE}/styles" Target="styles.xml"/></Relationships>`,
    "xl/styles.xml": `<styleSheet xmlns="${MAIN}">${STYLES}</styleSheet>`,
    "xl/worksheets/sheet1.xml": `<worksheet xmlns="${MAIN}">${frozen}<sheetData>${lines.join("")}</sheetData></worksheet>`,
  };
  const packed = Object.entries(files).map(([name, content]) => [name, strToU8(HEAD + content)]);
  return zipSync(Object.fromEntries(packed) as Record<string, Uint8Array>) as Uint8Array<ArrayBuffer>;
}
