import type { Day } from "../funnel/calendar.ts";
import { type Annotation, placeAnnotations } from "./annotations.ts";
import { dayTicks } from "./axis-names.ts";
import { type Layer, on, type Rule, rule, type Word, widest, word } from "./drawing.ts";
import type { Box } from "./label-place.ts";
import { type AxisFormat, type LinearScale, niceTicks, place, writeTick } from "./scale.ts";
import { card, colours, textStyles } from "./theme.ts";

export interface TimePanelParts {
  readonly days: readonly Day[];
  /** Every figure that the panel must have room for. */
  readonly values: readonly number[];
  readonly axis: AxisFormat;
  readonly annotations: readonly Annotation[];
  /** Points from the content's top, the plot's own height, and the room at the right for labels. */
  readonly top: number;
  readonly height: number;
  readonly right: number;
}

/** A plot over days: its two scales, and grid, axis figures and annotations as words and thin lines. */
export interface TimePanel {
  readonly x: LinearScale;
  readonly y: LinearScale;
  readonly words: readonly Word[];
  readonly rules: readonly Rule[];
  readonly bottom: number;
}

const axisGap = 10;
const weeksBefore = 4;

export function timePanel(parts: TimePanelParts): TimePanel {
  const ticks = niceTicks(parts.values);
  const names = ticks.values.map((value) => writeTick(value, ticks.step, parts.axis));
  const left = Math.ceil(widest(names, textStyles.axis)) + axisGap;
  const right = card.contentWidth - parts.right;
  const [first, last] = [Math.min(...parts.days), Math.max(...parts.days)];
  // A single point stands at the right end of an axis of some weeks, where the newest always stands.
  const x = { from: first === last ? last - weeksBefore * 7 : first, to: last, start: left + 4, end: right };
  const flags = placeAnnotations(parts.annotations, x, card.contentWidth);
  const top = parts.top + Math.max(8, flags.height);
  const bottom = top + parts.height;
  const y = { from: ticks.values[0] ?? 0, to: ticks.values.at(-1) ?? 1, start: bottom, end: top };
  const drawn = flags.draw(top - 3, bottom);
  return {
    x,
    y,
    bottom: bottom + 24,
    words: [
      ...names.map((text, index) =>
        word(text, textStyles.axis, {
          x: left - axisGap,
          y: place(y, ticks.values[index] ?? 0) + 4.5,
          align: "right",
        }),
      ),
      ...dayTicks(x, parts.axis.locale).map(({ day, text }) =>
        word(text, textStyles.axis, { x: place(x, day), y: bottom + 20, align: "center" }),
      ),
      ...drawn.words,
    ],
    rules: [
      ...ticks.values.map((value) => {
        const height = Math.round(place(y, value)) + 0.5;
        return rule(left, height, right, height);
      }),
      ...drawn.rules,
    ],
  };
}

/** A point of a line; points of one `run` are joined. */
export interface LinePoint {
  readonly day: Day;
  readonly value: number;
  readonly run: string;
  readonly stroke: string;
  readonly width: number;
  readonly dash: readonly number[];
}

export interface AreaPoint {
  readonly day: Day;
  readonly low: number;
  readonly high: number;
  readonly run: string;
  readonly fill: string;
}

export interface Dot {
  readonly day: Day;
  readonly value: number;
  /** Points across. */
  readonly across: number;
  readonly fill: string;
  readonly stroke: string;
}

export const lineWidth = 2.75;

/** Gives the parts of a series between its gaps. */
export function unbroken<Point>(
  series: readonly Point[],
  isGap: (point: Point) => boolean,
): readonly (readonly Point[])[] {
  const parts: Point[][] = [];
  let open: Point[] = [];
  for (const point of series) {
    if (!isGap(point)) {
      if (open.length === 0) parts.push(open);
      open.push(point);
    } else open = [];
  }
  return parts;
}

/** Gives the rectangles that a line and dots cover, for labels to keep away from. */
export function covered(panel: TimePanel, lines: readonly LinePoint[], dots: readonly Dot[]): readonly Box[] {
  const boxes: Box[] = [];
  const around = (x: number, y: number, reach: number) =>
    boxes.push({ x: x - reach, x2: x + reach, y: y - reach, y2: y + reach });
  for (const dot of dots) around(place(panel.x, dot.day), place(panel.y, dot.value), dot.across / 2 + 1);
  for (const [index, point] of lines.entries()) {
    const next = lines[index + 1];
    if (next?.run !== point.run) continue;
    const [x, y, x2, y2] = [point.day, next.day].flatMap((day, end) => [
      place(panel.x, day),
      place(panel.y, end === 0 ? point.value : next.value),
    ]) as [number, number, number, number];
    const steps = Math.max(1, Math.ceil(Math.hypot(x2 - x, y2 - y) / 5));
    for (let step = 0; step <= steps; step += 1)
      around(x + ((x2 - x) * step) / steps, y + ((y2 - y) * step) / steps, 3);
  }
  return boxes;
}

/** Bands over days, from the dataset `areas`, on the scales `day` and `figure`. */
export const areasLayer: Layer = {
  data: { name: "areas" },
  mark: { type: "area", interpolate: "monotone", fill: { expr: "datum.fill" }, fillOpacity: 1 },
  encoding: {
    x: on("day", "day"),
    y: on("figure", "low"),
    y2: { field: "high" },
    detail: { field: "run", type: "nominal" },
  },
};

/** Lines over days, from the dataset `lines`. */
export const linesLayer: Layer = {
  data: { name: "lines" },
  mark: {
    type: "line",
    interpolate: "monotone",
    strokeCap: "round",
    strokeJoin: "round",
    stroke: { expr: "datum.stroke" },
    strokeWidth: { expr: "datum.width" },
    strokeDash: { expr: "datum.dash" },
  },
  encoding: { x: on("day", "day"), y: on("figure", "value"), detail: { field: "run", type: "nominal" } },
};

/** Dots over days, from a dataset of their own. */
const dotsFrom = (name: string): Layer => ({
  data: { name },
  mark: {
    type: "point",
    filled: true,
    opacity: 1,
    shape: "circle",
    size: { expr: "datum.across * datum.across" },
    fill: { expr: "datum.fill" },
    stroke: { expr: "datum.stroke" },
    strokeWidth: 2,
  },
  encoding: { x: on("day", "day"), y: on("figure", "value") },
});

/** Dots on lines, from the dataset `dots`. */
export const dotsLayer = dotsFrom("dots");

/** Dots that lie behind lines, from the dataset `faintDots`. */
export const faintDotsLayer = dotsFrom("faintDots");

/** Gives a line's last dot: full, or hollow where its figure may still move. */
export function lastDot(
  { day, value }: { readonly day: Day; readonly value: number },
  mature = true,
  colour: string = colours.accent,
): Dot {
  if (mature) return { day, value, across: 12, fill: colour, stroke: "transparent" };
  return { day, value, across: 10, fill: colours.card, stroke: colour };
}

/** Gives an unbroken solid line for each part of a series between gaps. */
export function solidLine(
  series: readonly { readonly day: Day; readonly value: number | null }[],
  look: {
    readonly name: string;
    readonly stroke: string;
    readonly width: number;
    readonly dash?: readonly number[];
  },
): readonly LinePoint[] {
  return unbroken(series, ({ value }) => value === null).flatMap((part, run) =>
    part.map(({ day, value }) => ({
      day,
      value: value ?? 0,
      run: `${look.name} ${run}`,
      stroke: look.stroke,
      width: look.width,
      dash: look.dash ?? [],
    })),
  );
}
