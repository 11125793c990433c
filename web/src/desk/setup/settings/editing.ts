import type { DeskSettingsQuery } from "../../../made/graphql";
import type { UserError } from "../../../shared/graph";
import { say } from "../../../shared/ui";

export type All = DeskSettingsQuery;

export interface Editing<Row> {
  /** The one to be changed; a new one where there is none. */
  row: Row | null;
  onClose: () => void;
  again: () => void;
}

/** What follows when a noun was kept: said, shown, closed. */
export const keeping =
  <Row>({ onClose, again }: Pick<Editing<Row>, "onClose" | "again">) =>
  (refusals: UserError[]): UserError[] => {
    if (refusals.length) return refusals;
    say("Saved.");
    again();
    onClose();
    return refusals;
  };

/** For the head of its dialog. */
export const titleOf = (row: { name: string } | null, what: string): string => (row ? `Edit ${row.name}` : `New ${what}`);

export const idsOf = (rows: { id: string }[] | undefined): string[] => rows?.map(({ id }) => id) ?? [];

/** Choices of a select, the first of which is none. */
export const orNone = (rows: { id: string; name: string }[]): [string, string][] => [
  ["", "–"],
  ...rows.map(({ id, name }): [string, string] => [id, name]),
];

/** `SW1, SW2` as a list. */
export const listOf = (text: string): string[] =>
  text
    .split(/[\s,]+/)
    .map((each) => each.trim())
    .filter(Boolean);
