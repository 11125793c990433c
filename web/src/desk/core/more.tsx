/** Pages after the first, for what is shown all at once: a board asks for more when somebody wants to see more. */
import type { ComponentChildren } from "preact";
import { useEffect, useState } from "preact/hooks";
import { ask, type Doc } from "../../shared/graph";
import { useQuery, type Answer } from "../../shared/query";
import { Button } from "../../shared/ui";

interface Page<Row> {
  nodes: Row[];
  totalCount: number;
  pageInfo: { hasNextPage: boolean; endCursor?: string | null };
}

export interface Pages<Data, Row> extends Answer<Data> {
  rows: Row[];
  total: number;
  /** Ask for the page after those that are here; none where all are. */
  more: (() => void) | undefined;
  /** Show rows otherwise before the server says it, on whatever page they are. */
  foreseeRows: (change: (row: Row) => Row) => void;
}

const PAGE = 100;

/** `document` takes `first` and `after`; `pageOf` finds the page in what it answers. All pages are asked again together. */
export function usePages<Data, Variables extends object, Row>(
  document: Doc<Data, any>,
  variables: Variables,
  pageOf: (data: Data) => Page<Row>,
): Pages<Data, Row> {
  const key = JSON.stringify(variables);
  const answer = useQuery(document, { ...variables, first: PAGE, after: null });
  const [wanted, setWanted] = useState({ key, count: 1 });
  const [later, setLater] = useState<{ key: string; rows: Row[]; hasMore: boolean }>({ key, rows: [], hasMore: false });
  const count = wanted.key === key ? wanted.count : 1;
  const first = answer.data && pageOf(answer.data);

  useEffect(() => {
    if (!first || count < 2) return;
    let isLate = false;
    const read = async () => {
      const rows: Row[] = [];
      let turn = first.pageInfo;
      for (let left = count - 1; left && turn.hasNextPage; left--) {
        const page = pageOf(await ask(document, { ...variables, first: PAGE, after: turn.endCursor }));
        rows.push(...page.nodes);
        turn = page.pageInfo;
      }
      if (!isLate) setLater({ key, rows, hasMore: turn.hasNextPage });
    };
    void read().catch(() => undefined);
    return () => void (isLate = true);
  }, [answer.data, count, key]);

  const others = count > 1 && later.key === key ? later : { rows: [], hasMore: !!first?.pageInfo.hasNextPage };
  const hasMore = others.hasMore;
  const foreseeRows = (change: (row: Row) => Row) => {
    answer.foresee((data) => withRows(data, pageOf(data), change));
    setLater((was) => ({ ...was, rows: was.rows.map(change) }));
  };
  return {
    ...answer,
    rows: [...(first?.nodes ?? []), ...others.rows],
    total: first?.totalCount ?? 0,
    foreseeRows,
    more: hasMore ? () => setWanted({ key, count: count + 1 }) : undefined,
  };
}

/** The same answer with other rows on the page that is one of its fields. */
const withRows = <Data, Row>(data: Data, page: Page<Row>, change: (row: Row) => Row): Data =>
  Object.fromEntries(
    Object.entries(data as object).map(([name, value]) => [name, value === page ? { ...page, nodes: page.nodes.map(change) } : value]),
  ) as Data;

interface MoreProps {
  shown: number;
  total: number;
  /** What they are, in the plural. */
  what: string;
  more: (() => void) | undefined;
  children?: ComponentChildren;
}

/** Says that not all of it is shown, and shows more. */
export function More({ shown, total, what, more, children }: MoreProps) {
  if (!more) return null;
  return (
    <p class="pager" role="status">
      <span class="quiet small">
        {shown} of {total} {what} are shown. {children}
      </span>
      <Button small onClick={more}>
        Show more
      </Button>
    </p>
  );
}
