/** A chart as SVG: d3 computes places and shapes, this draws them in the colours of the theme. */
import { scaleBand, scaleLinear, type ScaleBand, type ScaleLinear } from "d3-scale";
import { line, stack, stackOffsetDiverging } from "d3-shape";
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { say } from "../result/say";
import type { Look, Panel } from "./model";
import { short } from "./ticks";

const HEIGHT = 300;
const MARGIN = { top: 12, right: 20, bottom: 30, left: 60 };
const LABEL_WIDTH = 64;
const COLOURS = 12;
const WIDEST = 72;

interface ChartProps {
  panel: Panel;
  look: Look;
  label: string;
}

interface Bar {
  category: number;
  series: number;
  from: number;
  to: number;
}

const inked = (number: number): string => `var(--chart-${(number % COLOURS) + 1})`;
const colour = (panel: Panel, series: number): string => inked(panel.series[series]?.colour ?? 0);

/** As wide as its place. */
function useWidth() {
  const place = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(0);
  useEffect(() => {
    const observer = new ResizeObserver(([entry]) => entry && setWidth(Math.round(entry.contentRect.width)));
    if (place.current) observer.observe(place.current);
    return () => observer.disconnect();
  }, []);
  return { place, width };
}

const amount = (panel: Panel, series: number, category: number): number =>
  Number(panel.series[series]?.values[category] ?? 0);

/** Where each bar begins and ends, in the unit of the panel. */
function barsOf(panel: Panel, look: Look): Bar[] {
  const [categories, series] = [panel.categories.map((_, at) => at), panel.series.map((_, at) => at)];
  if (look !== "stacked") {
    return series.flatMap((each) =>
      categories.map((at) => ({ category: at, series: each, from: 0, to: amount(panel, each, at) })),
    );
  }
  const stacked = stack<number, number>()
    .keys(series)
    .value((at, each) => amount(panel, each, at))
    .offset(stackOffsetDiverging)(categories);
  return stacked.flatMap((layer) =>
    layer.map(([from, to], at) => ({ category: at, series: layer.key, from, to })),
  );
}

/** Bars take the whole width, but none is wider than looks well. */
function across(panel: Panel, width: number): ScaleBand<number> {
  const count = panel.categories.length;
  const end = Math.max(width - MARGIN.right, MARGIN.left + 1);
  const most = MARGIN.left + count * WIDEST * 1.5;
  return scaleBand<number>()
    .domain(panel.categories.map((_, at) => at))
    .range([MARGIN.left, Math.min(end, most)])
    .paddingInner(0.25)
    .paddingOuter(0.12);
}

export function Chart({ panel, look, label }: ChartProps) {
  const { place, width } = useWidth();
  const [active, setActive] = useState<number | null>(null);
  const bars = useMemo(() => barsOf(panel, look), [panel, look]);
  const x = across(panel, width);
  const ends = bars.flatMap(({ from, to }) => [from, to]);
  const y = scaleLinear()
    .domain([Math.min(0, ...ends), Math.max(0, ...ends) || 1])
    .range([HEIGHT - MARGIN.bottom, MARGIN.top])
    .nice(5);

  const move = (event: KeyboardEvent) => {
    const last = panel.categories.length - 1;
    const to = { ArrowRight: (active ?? -1) + 1, ArrowLeft: (active ?? last + 1) - 1, Home: 0, End: last }[event.key];
    if (event.key === "Escape") setActive(null);
    if (to === undefined) return;
    event.preventDefault();
    setActive(Math.max(0, Math.min(last, to)));
  };
  const point = (event: PointerEvent) => {
    const left = event.clientX - (event.currentTarget as Element).getBoundingClientRect().left;
    const at = Math.floor((left - MARGIN.left) / x.step());
    setActive(at >= 0 && at < panel.categories.length ? at : null);
  };

  return (
    <div class="chart" ref={place}>
      {width > 0 && (
        <svg
          width={width}
          height={HEIGHT}
          viewBox={`0 0 ${width} ${HEIGHT}`}
          role="img"
          aria-label={`${label}. Arrow keys read the values.`}
          tabindex={0}
          onKeyDown={move}
          onBlur={() => setActive(null)}
          onPointerMove={point}
          onPointerLeave={() => setActive(null)}
        >
          <Axes panel={panel} x={x} y={y} width={width} />
          {active !== null && (
            <rect
              class="chart-active"
              x={(x(active) ?? 0) - (x.step() - x.bandwidth()) / 2}
              y={MARGIN.top}
              width={x.step()}
              height={HEIGHT - MARGIN.top - MARGIN.bottom}
            />
          )}
          {look === "lines" ? <Lines panel={panel} x={x} y={y} /> : <Bars panel={panel} bars={bars} look={look} x={x} y={y} />}
        </svg>
      )}
      <Reading panel={panel} active={active} x={active === null ? 0 : (x(active) ?? 0) + x.bandwidth() / 2} width={width} />
    </div>
  );
}

interface Scales {
  panel: Panel;
  x: ScaleBand<number>;
  y: ScaleLinear<number, number>;
}

function Axes({ panel, x, y, width }: Scales & { width: number }) {
  const every = Math.max(1, Math.ceil((panel.categories.length * LABEL_WIDTH) / Math.max(width - MARGIN.left, 1)));
  const letters = Math.max(3, Math.floor((x.step() * every) / 7.2));
  return (
    <g class="chart-axes">
      {y.ticks(5).map((tick) => (
        <g key={tick}>
          <line class={tick === 0 ? "chart-zero" : undefined} x1={MARGIN.left} x2={width - MARGIN.right} y1={y(tick)} y2={y(tick)} />
          <text x={MARGIN.left - 8} y={y(tick)} dy="0.32em" text-anchor="end">
            {short(tick, panel.unit)}
          </text>
        </g>
      ))}
      {panel.categories.map(
        (name, at) =>
          at % every === 0 && (
            <text key={at} x={(x(at) ?? 0) + x.bandwidth() / 2} y={HEIGHT - MARGIN.bottom + 20} text-anchor="middle">
              {name.length > letters ? `${name.slice(0, letters - 1)}…` : name}
            </text>
          ),
      )}
    </g>
  );
}

function Bars({ panel, bars, look, x, y }: Scales & { bars: Bar[]; look: Look }) {
  const isBeside = look === "bars" && panel.series.length > 1;
  const inner = scaleBand<number>()
    .domain(panel.series.map((_, at) => at))
    .range([0, x.bandwidth()])
    .paddingInner(0.08);
  return (
    <g>
      {bars
        .filter(({ from, to }) => from !== to)
        .map(({ category, series, from, to }) => (
          <rect
            key={`${category} ${series}`}
            fill={colour(panel, series)}
            x={(x(category) ?? 0) + (isBeside ? (inner(series) ?? 0) : 0)}
            width={isBeside ? inner.bandwidth() : x.bandwidth()}
            y={Math.min(y(from), y(to))}
            height={Math.max(Math.abs(y(from) - y(to)), 1)}
            rx={look === "stacked" ? 0 : 2}
          />
        ))}
    </g>
  );
}

function Lines({ panel, x, y }: Scales) {
  const at = (category: number) => (x(category) ?? 0) + x.bandwidth() / 2;
  const path = line<string | null>()
    .defined((value) => value !== null)
    .x((_, category) => at(category))
    .y((value) => y(Number(value)));
  return (
    <g>
      {panel.series.map(({ name, values }, series) => (
        <g key={name}>
          <path d={path(values) ?? ""} fill="none" stroke={colour(panel, series)} stroke-width="2" stroke-linejoin="round" />
          {values.map((value, category) =>
            value === null ? null : <circle key={category} fill={colour(panel, series)} cx={at(category)} cy={y(Number(value))} r="3" />,
          )}
        </g>
      ))}
    </g>
  );
}

/** The exact values of a category: beside the pointer, and said where the keyboard reads them. */
function Reading({ panel, active, x, width }: { panel: Panel; active: number | null; x: number; width: number }) {
  const values = panel.series
    .map(({ name, values }, series) => ({ name, series, value: active === null ? null : (values[active] ?? null) }))
    .filter(({ value }) => value !== null);
  return (
    <div class="chart-reading" role="status" hidden={active === null} style={x > width / 2 ? { right: `${width - x + 14}px` } : { left: `${x + 14}px` }}>
      {active !== null && (
        <>
          <strong>{panel.categories[active]}</strong>
          {values.map(({ name, series, value }) => (
            <p key={name}>
              <Swatch number={panel.series[series]?.colour ?? 0} /> <span>{name}</span> <b>{say(value, panel.unit)}</b>
            </p>
          ))}
          {!values.length && <p>Nothing</p>}
        </>
      )}
    </div>
  );
}

export function Swatch({ number }: { number: number }) {
  return (
    <svg class="swatch" width="10" height="10" aria-hidden="true">
      <rect width="10" height="10" rx="2" fill={inked(number)} />
    </svg>
  );
}
