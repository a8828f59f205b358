import type { Day } from "../funnel/calendar.ts";
import type { Annotation } from "./annotations.ts";
import { type BarRow, barRows, barsLayers } from "./bar-rows.ts";
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
import { captionWords, emptyCard, type HeaderModel, header } from "./header.ts";
import { type Box, boxOf, clearest, covers } from "./label-place.ts";
import { type AxisFormat, place } from "./scale.ts";
import { type Target, targetBand, targetFigures, targetLine, targetWord } from "./target-mark.ts";
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
  /** Under the line: acquisition channels with a target of their own, and what the mark across a bar is. */
  readonly ownTargets: {
    readonly caption: string;
    readonly detail: string;
    readonly rows: readonly BarRow[];
  } | null;
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
  const lower = ownTargetRows(model, panel.bottom);
  const words = [...head.words, ...panel.words, ...inside, ...endWords([end]), ...lower.words];
  return cardSpec({
    height: lower.bottom,
    layers: [
      areasLayer,
      rulesLayer,
      faintDotsLayer,
      linesLayer,
      dotsLayer,
      ...barsLayers,
      halosLayer,
      wordsLayer,
    ],
    rows: {
      words,
      halos: inside.filter((each) => covers(each, drawn)),
      faintDots,
      rules: [...panel.rules, ...lower.rules],
      bars: lower.bars,
      marks: lower.marks,
      areas: areasOf(model, panel),
      lines: [...targetLine(model.target, panel), ...lines],
      dots,
    },
    scales: { day: panel.x, figure: panel.y, bar: lower.scale },
  });
}

function ownTargetRows({ ownTargets }: RatioLineModel, top: number) {
  if (ownTargets === null) {
    return { bottom: top, words: [], rules: [], bars: [], marks: [], scale: noScale };
  }
  const rows = barRows(ownTargets.rows, top + 46);
  return {
    ...rows,
    words: [...captionWords(ownTargets.caption, ownTargets.detail, top + 34), ...rows.words],
  };
}

const noScale = { from: 0, to: 1, start: 0, end: 1 };

/** Gives the narrow rectangle that an upright line covers. */
function strip({ x, y, y2 }: Rule): Box {
  return { x: x - 1, x2: x + 1, y, y2 };
}

/** Gives every figure of a point that the axis must hold. */
function figures(point: RatioPoint): readonly number[] {
  return [point.value, point.weekly, point.low, point.high].filter((each) => each !== null);
}

function areasOf(model: RatioLineModel, panel: TimePanel): readonly AreaPoint[] {
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
  return [...interval, ...targetBand(model.target, panel)];
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
