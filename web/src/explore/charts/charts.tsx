/** Charts of a table, and what of it they show. */
import { useId } from "preact/hooks";
import type { RefObject } from "preact";
import { Notice } from "../../shared/ui";
import type { Grid } from "../result/grid";
import { Chart, Swatch } from "./chart";
import { categoriesOf, MEASURES, measuresOf, MOST_SERIES, panelsOf, titleOfPath, type Choice, type Look } from "./model";

const LOOKS: [Look, string][] = [
  ["bars", "Bars"],
  ["stacked", "Stacked bars"],
  ["lines", "Lines"],
];

interface ChartsProps {
  grid: Grid;
  choice: Choice;
  onChoose: (choice: Choice) => void;
  /** Where they are drawn, for the file. */
  place: RefObject<HTMLDivElement | null>;
}

export function Charts({ grid, choice, onChoose, place }: ChartsProps) {
  const [categories, measures] = [categoriesOf(grid), measuresOf(grid)];
  const name = (path: string): [string, string] => [path, titleOfPath(grid, path)];
  const others = categories.filter((path) => path !== choice.category).map(name);
  const panels = panelsOf(grid, choice);
  const set = (part: Partial<Choice>) => onChoose({ ...choice, ...part });
  return (
    <div class="charts">
      <div class="chart-choices">
        <Choose label="Kind" value={choice.look} options={LOOKS} onChange={(look) => set({ look: look as Look })} />
        <Choose label="Along the axis" value={choice.category} options={categories.map(name)} onChange={(category) => set({ category, series: "" })} />
        <Choose label="Values" value={choice.measure} options={measures.map(name)} onChange={(measure) => set({ measure })} />
        <Choose
          label="Series"
          value={choice.series}
          options={[["", "None"], ...others, ...(measures.length > 1 ? [[MEASURES, "All values alike"] as [string, string]] : [])]}
          onChange={(series) => set({ series })}
        />
      </div>
      <div ref={place}>
        {panels.map((panel) => {
          const title = [panel.title, panel.unit.currency].filter(Boolean).join(", ");
          const many = panel.series.length >= MOST_SERIES;
          return (
            <figure key={title} class="panel" data-title={title}>
              <figcaption>
                <strong>{title}</strong>
                {choice.series && (
                  <ul class="legend">
                    {panel.series.map((each) => (
                      <li key={each.name} data-series={each.colour}>
                        <Swatch number={each.colour} /> {each.name}
                      </li>
                    ))}
                  </ul>
                )}
              </figcaption>
              <Chart panel={panel} look={choice.look} label={`${title} by ${titleOfPath(grid, choice.category)}`} />
              {panel.left > 0 && <Notice>{panel.left} more are in the table.</Notice>}
              {many && <Notice>Only the first {MOST_SERIES} series are drawn.</Notice>}
            </figure>
          );
        })}
      </div>
    </div>
  );
}

interface ChooseProps {
  label: string;
  value: string;
  options: [string, string][];
  onChange: (value: string) => void;
}

export function Choose({ label, value, options, onChange }: ChooseProps) {
  const id = useId();
  return (
    <div class="choose">
      <label for={id}>{label}</label>
      <select id={id} value={value} onChange={(event) => onChange(event.currentTarget.value)}>
        {options.map(([each, text]) => (
          <option key={each} value={each}>
            {text}
          </option>
        ))}
      </select>
    </div>
  );
}
