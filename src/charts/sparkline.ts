import { type Layer, points } from "./drawing.ts";
import { colours, type Tone, toneColours } from "./theme.ts";
import { unbroken } from "./time-panel.ts";

/** All places in points. */
export interface SparkPoint {
  readonly x: number;
  readonly y: number;
  /** Points of one run are joined. */
  readonly run: string;
}

export interface SparkDot {
  readonly x: number;
  readonly y: number;
  readonly across: number;
  readonly fill: string;
  readonly stroke: string;
}

export interface SparkPlace {
  readonly name: string;
  readonly start: number;
  readonly end: number;
  readonly middle: number;
  /** Colours the last point. */
  readonly tone: Tone;
}

const height = 24;

/** Gives a series's course between its own least and greatest figure, with its last known point as a dot. */
export function sparkline(series: readonly (number | null)[], at: SparkPlace) {
  const known = series.filter((value) => value !== null);
  const [least, greatest] = [Math.min(...known), Math.max(...known)];
  const span = greatest - least;
  const step = (at.end - at.start) / Math.max(1, series.length - 1);
  const placed = series.map((value, index) => ({
    // The newest figure stands at the right end however few there are.
    x: at.end - (series.length - 1 - index) * step,
    y: value === null ? null : at.middle + (span === 0 ? 0 : height * (0.5 - (value - least) / span)),
  }));
  const parts = unbroken(placed, ({ y }) => y === null);
  const last = parts.at(-1)?.at(-1);
  const dot = (point: (typeof placed)[number], across: number, fill: string): SparkDot => ({
    x: point.x,
    y: point.y ?? 0,
    across,
    fill,
    stroke: "transparent",
  });
  const lone = parts.flatMap((part) => (part.length === 1 && part[0] !== last ? part : []));
  return {
    points: parts.flatMap((part, run) =>
      part.map(({ x, y }): SparkPoint => ({ x, y: y ?? 0, run: `${at.name} ${run}` })),
    ),
    dots: [
      ...lone.map((point) => dot(point, 4, colours.second)),
      ...(last ? [dot(last, 9, toneColours[at.tone])] : []),
    ],
  };
}

/** Lines and dots, from the datasets `sparks` and `dots`. */
export const sparkLayers: readonly Layer[] = [
  {
    data: { name: "sparks" },
    mark: {
      type: "line",
      interpolate: "monotone",
      stroke: colours.second,
      strokeWidth: 1.75,
      strokeCap: "round",
      strokeJoin: "round",
    },
    encoding: { x: points("x"), y: points("y"), detail: { field: "run", type: "nominal" } },
  },
  {
    data: { name: "dots" },
    mark: {
      type: "point",
      filled: true,
      opacity: 1,
      shape: "circle",
      size: { expr: "datum.across * datum.across" },
      fill: { expr: "datum.fill" },
      stroke: { expr: "datum.stroke" },
      strokeWidth: 1.5,
    },
    encoding: { x: points("x"), y: points("y") },
  },
];
