import type { Day } from "../funnel/calendar.ts";
import type { Annotation } from "./annotations.ts";
import {
  cardSpec,
  halosLayer,
  type Rule,
  rulesLayer,
  type VegaLiteSpec,
  type Word,
  word,
  wordsLayer,
} from "./drawing.ts";
import { type EndLabel, endRoom, endWords } from "./end-labels.ts";
import { emptyCard, type HeaderModel, header } from "./header.ts";
import { type Box, boxOf, clearest, covers } from "./label-place.ts";
import { type AxisFormat, place } from "./scale.ts";
import { colours, textStyles } from "./theme.ts";
import {
  type AreaPoint,
  areasLayer,
  covered,
  type Dot,
  dotsLayer,
  faintDotsLayer,
  type LinePoint,
  lastDot,
  linesLayer,
  lineWidth,
  type TimePanel,
  timePanel,
  unbroken,
} from "./time-panel.ts";

export interface RatioPoint {
  readonly day: Day;
  /** The line: the figure over the whole span that ends here. */
  readonly value: number | null;
  /** The faint dot: the figure of this week alone. */
  readonly weekly: number | null;
  readonly low: number | null;
  readonly high: number | null;
  /** False where the figure may still move; drawn dashed and hollow. */
  readonly mature: boolean;
}

export type Target =
  | { readonly kind: "band"; readonly low: number; readonly high: number; readonly text: string }
  | { readonly kind: "line"; readonly value: number; readonly text: string };

/** One share over weeks: KPIs 1, 3, 4 and 6. */
export interface RatioLineModel extends HeaderModel {
  readonly axis: AxisFormat;
  /** By day, oldest first. */
  readonly points: readonly RatioPoint[];
  readonly target: Target | null;
  readonly annotations: readonly Annotation[];
  /** The last figure, ready to read, and an optional word under it. */
  readonly last: EndLabel;
  /** Says that the dashed part may still move. */
  readonly immatureText: string;
}

const plotHeight = 214;
const solid: readonly number[] = [];
const dashed: readonly number[] = [2, 5];

export function ratioLine(model: RatioLineModel): VegaLiteSpec {
  const known = model.points.filter((point): point is RatioPoint & { value: number } => point.value !== null);
  const last = known.at(-1);
  if (!last) return emptyCard(model);
  const head = header(model);
  const panel = timePanel({
    days: model.points.map(({ day }) => day),
    values: [...model.points.flatMap(figures), ...targetFigures(model.target)],
    axis: model.axis,
    annotations: model.annotations,
    top: head.bottom + 16,
    height: plotHeight,
    right: endRoom([model.last]),
  });
  const lines = lineOf(model.points);
  const faintDots = weeklyDots(model.points);
  const dots = [...pointDots(model.points, last.day), lastDot(last, last.mature)];
  const upright = panel.rules.filter(({ x, x2 }) => x === x2);
  const drawn = [
    ...covered(panel, lines, [...faintDots, ...dots]),
    ...panel.words.map(boxOf),
    ...upright.map(strip),
  ];
  const inside = insideWords(model, panel, drawn);
  const end = {
    label: model.last,
    style: textStyles.value,
    x: place(panel.x, last.day),
    y: place(panel.y, last.value),
  };
  const words = [...head.words, ...panel.words, ...inside, ...endWords([end])];
  return cardSpec({
    height: panel.bottom,
    layers: [areasLayer, rulesLayer, faintDotsLayer, linesLayer, dotsLayer, halosLayer, wordsLayer],
    rows: {
      words,
      halos: inside.filter((each) => covers(each, drawn)),
      faintDots,
      rules: panel.rules,
      areas: areasOf(model, panel),
      lines: [...targetLine(model.target, panel), ...lines],
      dots,
    },
    scales: { day: panel.x, figure: panel.y },
  });
}

/** Gives the narrow rectangle that an upright line covers. */
function strip({ x, y, y2 }: Rule): Box {
  return { x: x - 1, x2: x + 1, y, y2 };
}

/** Gives every figure of a point that the axis must hold. */
function figures(point: RatioPoint): readonly number[] {
  return [point.value, point.weekly, point.low, point.high].filter((each) => each !== null);
}

function targetFigures(target: Target | null): readonly number[] {
  if (target === null) return [];
  return target.kind === "band" ? [target.low, target.high] : [target.value];
}

function areasOf(model: RatioLineModel, panel: TimePanel): readonly AreaPoint[] {
  const { target } = model;
  const band =
    target?.kind === "band"
      ? [panel.x.from, panel.x.to].map((day) => ({
          day,
          low: target.low,
          high: target.high,
          run: "target",
          fill: colours.accentBand,
        }))
      : [];
  const interval = unbroken(model.points, ({ low, high }) => low === null || high === null).flatMap(
    (part, run) =>
      part.map(({ day, low, high }) => ({
        day,
        low: low ?? 0,
        high: high ?? 0,
        run: `interval ${run}`,
        fill: colours.secondBand,
      })),
  );
  return [...interval, ...band];
}

function targetLine(target: Target | null, panel: TimePanel): readonly LinePoint[] {
  if (target?.kind !== "line") return [];
  return [panel.x.from, panel.x.to].map((day) => ({
    day,
    value: target.value,
    run: "target",
    stroke: colours.accentTarget,
    width: 1.5,
    dash: solid,
  }));
}

/** Gives the line, broken at gaps; from its last mature point on it is dashed. */
function lineOf(points: readonly RatioPoint[]): readonly LinePoint[] {
  return unbroken(points, ({ value }) => value === null).flatMap((part, run) => {
    const firstYoung = part.findIndex(({ mature }) => !mature);
    const grown = firstYoung === -1 ? part : part.slice(0, firstYoung);
    const young = firstYoung === -1 ? [] : part.slice(Math.max(0, firstYoung - 1));
    const look = { stroke: colours.accent, width: lineWidth };
    const at = ({ day, value }: RatioPoint) => ({ day, value: value ?? 0, ...look });
    return [
      ...grown.map((point) => ({ ...at(point), run: `${run}`, dash: solid })),
      ...young.map((point) => ({ ...at(point), run: `${run} young`, dash: dashed })),
    ];
  });
}

function weeklyDots(points: readonly RatioPoint[]): readonly Dot[] {
  return points.flatMap(({ day, weekly }) =>
    weekly === null
      ? []
      : [{ day, value: weekly, across: 5.5, fill: colours.accentDot, stroke: "transparent" }],
  );
}

/** Gives hollow dots where figures are young, and a dot for a point that stands alone between gaps. */
function pointDots(points: readonly RatioPoint[], lastDay: Day): readonly Dot[] {
  return unbroken(points, ({ value }) => value === null).flatMap((part) =>
    part.flatMap(({ day, value, mature }) => {
      if (day === lastDay || value === null || (mature && part.length > 1)) return [];
      return [
        { day, value, across: 7, fill: mature ? colours.accent : colours.card, stroke: colours.accent },
      ];
    }),
  );
}

/** Gives the words inside the plot, each where it covers the least of the line and the dots. */
function insideWords(model: RatioLineModel, panel: TimePanel, drawn: readonly Box[]): readonly Word[] {
  const words: Word[] = [];
  if (model.target) words.push(...targetWord(model.target, panel, drawn));
  const young = model.points.filter(({ value, mature }) => value !== null && !mature);
  const youngest = young.at(-1);
  if (youngest)
    words.push(...youngWord(model.immatureText, youngest, panel, [...drawn, ...words.map(boxOf)]));
  return words;
}

function targetWord(target: Target, panel: TimePanel, drawn: readonly Box[]): readonly Word[] {
  const [low, high] = target.kind === "band" ? [target.low, target.high] : [target.value, target.value];
  const left = { x: panel.x.start + 2, align: "left" } as const;
  const right = { x: panel.x.end - 2, align: "right" } as const;
  const heights = [
    place(panel.y, high) - 7,
    place(panel.y, low) + 17,
    ...(target.kind === "band" ? [place(panel.y, high) + 17, place(panel.y, low) - 7] : []),
  ];
  return clearest(
    heights.flatMap((y) =>
      [left, right].map((side) =>
        word(target.text, textStyles.axis, { ...side, y, width: 260, fill: colours.accentText }),
      ),
    ),
    drawn,
  );
}

function youngWord(
  text: string,
  point: RatioPoint,
  panel: TimePanel,
  drawn: readonly Box[],
): readonly Word[] {
  const [x, y] = [place(panel.x, point.day), place(panel.y, point.value ?? 0)];
  const heights = [y - 16, y + 26, y - 34, y + 44, y - 52, y + 62].filter(
    (height) => height > panel.y.end + 8 && height < panel.y.start - 4,
  );
  return clearest(
    heights.map((height) => word(text, textStyles.axis, { x, y: height, align: "right", width: 220 })),
    drawn,
  );
}
