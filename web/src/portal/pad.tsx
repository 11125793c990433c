/** A field to draw a signature in, with a finger, a pen or a mouse. */
import type { TargetedPointerEvent } from "preact";
import { useId, useRef } from "preact/hooks";
import { Button } from "../shared/ui";

/** The field as the graph knows it: a drawing is a path between whole numbers in it. */
const WIDTH = 600;
const HEIGHT = 200;
const MOST_POINTS = 1000;
/** How far the pen has to go before it is noted again. */
const STEP = 3;

type Point = [x: number, y: number];

const pathOf = (strokes: Point[][]): string =>
  strokes.map((points) => `M${points.map(([x, y]) => `${x} ${y}`).join("L")}`).join("");

const strokesOf = (path: string): Point[][] =>
  path
    .split("M")
    .filter(Boolean)
    .map((stroke) => stroke.split("L").map((point) => point.split(" ").map(Number) as Point));

/** Every other point of each stroke, its ends always. */
const thinned = (strokes: Point[][]): Point[][] =>
  strokes.map((points) => points.filter((_, at) => at % 2 === 0 || at === points.length - 1));

interface PadProps {
  path: string;
  onDraw: (path: string) => void;
  error?: string;
}

export function Pad({ path, onDraw, error }: PadProps) {
  const id = useId();
  const strokes = useRef<Point[][]>([]);
  const pen = useRef<number | null>(null);
  if (pen.current === null) strokes.current = strokesOf(path);

  const add = (event: PointerEvent, field: Element, isFirst = false) => {
    const box = field.getBoundingClientRect();
    const within = (value: number, most: number) => Math.max(0, Math.min(most, Math.round(value)));
    const x = within(((event.clientX - box.left) / box.width) * WIDTH, WIDTH);
    const y = within(((event.clientY - box.top) / box.height) * HEIGHT, HEIGHT);
    const points = strokes.current.at(-1);
    const last = points?.at(-1);
    // A stroke has two points from the beginning, so that a dot is one as well.
    if (isFirst) strokes.current.push([[x, y], [x, y]]);
    else if (points && last && Math.hypot(x - last[0], y - last[1]) >= STEP) points.push([x, y]);
    if (strokes.current.flat().length > MOST_POINTS) strokes.current = thinned(strokes.current);
  };
  const down = (event: TargetedPointerEvent<SVGSVGElement>) => {
    if (pen.current !== null || event.button !== 0) return;
    pen.current = event.pointerId;
    event.currentTarget.setPointerCapture(event.pointerId);
    add(event, event.currentTarget, true);
    onDraw(pathOf(strokes.current));
  };
  const move = (event: TargetedPointerEvent<SVGSVGElement>) => {
    if (event.pointerId !== pen.current) return;
    for (const each of event.getCoalescedEvents?.() ?? [event]) add(each, event.currentTarget);
    onDraw(pathOf(strokes.current));
  };
  const up = (event: TargetedPointerEvent<SVGSVGElement>) => {
    if (event.pointerId === pen.current) pen.current = null;
  };

  return (
    <div class={`field pad ${error ? "wrong" : ""}`}>
      <svg
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        role="img"
        aria-label={path ? "Your signature, as you drew it" : "Field to draw your signature in"}
        aria-describedby={`${id}-says`}
        onPointerDown={down}
        onPointerMove={move}
        onPointerUp={up}
        onPointerCancel={up}
      >
        <line x1="30" x2={WIDTH - 30} y1="155" y2="155" />
        <path d={path} />
      </svg>
      <div class="row spread">
        {error ? (
          <p class="field-error" id={`${id}-says`} role="alert">
            {error}
          </p>
        ) : (
          <p class="field-hint" id={`${id}-says`}>
            Draw with your finger, a pen or the mouse.
          </p>
        )}
        <Button kind="plain" small disabled={!path} onClick={() => onDraw("")}>
          Clear
        </Button>
      </div>
    </div>
  );
}

/** A signature as it was drawn. */
export function Drawn({ path }: { path: string }) {
  return (
    <svg class="drawn" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label="The signature as it was drawn">
      <path d={path} />
    </svg>
  );
}
