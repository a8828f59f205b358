import type { Day } from "../funnel/calendar.ts";
import type { Annotation } from "./annotations.ts";
import { type BarRow, barRows, barsLayers } from "./bar-rows.ts";
import { cardSpec, halosLayer, rulesLayer, type VegaLiteSpec, wordsLayer } from "./drawing.ts";
import { type EndLabel, endRoom, endWords, type PlacedEnd } from "./end-labels.ts";
import { captionWords, emptyCard, type HeaderModel, header } from "./header.ts";
import { boxOf, covers } from "./label-place.ts";
import { type AxisFormat, place } from "./scale.ts";
import { type Target, targetBand, targetFigures, targetLine, targetWord } from "./target-mark.ts";
import { colours, textStyles } from "./theme.ts";
import {
  areasLayer,
  covered,
  dotsLayer,
  type LinePoint,
  lastDot,
  linesLayer,
  lineWidth,
  solidLine,
  type TimePanel,
  timePanel,
} from "./time-panel.ts";

export interface CyclePoint {
  readonly day: Day;
  /** Median days of the whole cycle, over the span that ends here. */
  readonly median: number | null;
  readonly p80: number | null;
}

/** How long deals take (KPI 2): the whole cycle over time, and each stage now. */
export interface CycleTimeModel extends HeaderModel {
  readonly axis: AxisFormat;
  /** By day, oldest first. */
  readonly points: readonly CyclePoint[];
  readonly annotations: readonly Annotation[];
  /** Of the median. */
  readonly target: Target | null;
  readonly median: EndLabel;
  readonly p80: EndLabel;
  /** Over the stages: what they show, and what the thin mark across a bar is. */
  readonly stagesCaption: string;
  readonly stagesDetail: string;
  /** In the funnel's order; the stage that grew the most has the tone `bad` and a `changeText`. */
  readonly stages: readonly BarRow[];
}

/** Gives the cycle's course over its stages, as one card. */
export function cycleTime(model: CycleTimeModel): VegaLiteSpec {
  const course = model.points.some(({ median }) => median !== null);
  if (!course && model.stages.length === 0) return emptyCard(model);
  const head = header(model);
  const upper = course ? courseOf(model, head.bottom + 16) : null;
  const captionAt = (upper?.panel.bottom ?? head.bottom) + 34;
  const lower = barRows(model.stages, captionAt + 12);
  const caption =
    model.stages.length === 0 ? [] : captionWords(model.stagesCaption, model.stagesDetail, captionAt);
  return cardSpec({
    height: model.stages.length === 0 ? captionAt - 34 : lower.bottom,
    layers: [areasLayer, rulesLayer, linesLayer, dotsLayer, ...barsLayers, halosLayer, wordsLayer],
    rows: {
      words: [...head.words, ...(upper?.words ?? []), ...caption, ...lower.words],
      rules: [...(upper?.panel.rules ?? []), ...lower.rules],
      areas: upper?.areas ?? [],
      halos: upper?.halos ?? [],
      lines: upper?.lines ?? [],
      dots: upper?.dots ?? [],
      bars: lower.bars,
      marks: lower.marks,
    },
    scales: { day: upper?.panel.x ?? unused, figure: upper?.panel.y ?? unused, bar: lower.scale },
  });
}

const unused = { from: 0, to: 1, start: 0, end: 1 };

function courseOf(model: CycleTimeModel, top: number) {
  const panel = timePanel({
    days: model.points.map(({ day }) => day),
    values: [
      ...model.points.flatMap(({ median, p80 }) => [median, p80]).filter((each) => each !== null),
      ...targetFigures(model.target),
    ],
    axis: model.axis,
    annotations: model.annotations,
    top,
    height: 150,
    right: endRoom([model.median, model.p80]),
  });
  const medians = model.points.map(({ day, median }) => ({ day, value: median }));
  const p80s = model.points.map(({ day, p80 }) => ({ day, value: p80 }));
  const lines: readonly LinePoint[] = [
    ...solidLine(p80s, { name: "p80", stroke: colours.p80, width: 2 }),
    ...solidLine(medians, { name: "median", stroke: colours.accent, width: lineWidth }),
  ];
  const ends = [
    ...endOf(medians, panel, { label: model.median, style: textStyles.value }),
    ...endOf(p80s, panel, { label: model.p80, style: textStyles.change }),
  ];
  const drawn = [...covered(panel, lines, []), ...panel.words.map(boxOf)];
  const agreed = model.target ? targetWord(model.target, panel, drawn) : [];
  return {
    panel,
    areas: targetBand(model.target, panel),
    halos: agreed.filter((each) => covers(each, drawn)),
    lines: [...targetLine(model.target, panel), ...lines],
    words: [...panel.words, ...agreed, ...endWords(ends)],
    dots: medians.flatMap(({ day, value }, index) =>
      value !== null && medians.slice(index + 1).every((later) => later.value === null)
        ? [lastDot({ day, value })]
        : [],
    ),
  };
}

function endOf(
  series: readonly { readonly day: Day; readonly value: number | null }[],
  panel: TimePanel,
  look: Pick<PlacedEnd, "label" | "style">,
): readonly PlacedEnd[] {
  const last = series.findLast(({ value }) => value !== null);
  if (!last) return [];
  return [{ ...look, x: place(panel.x, last.day), y: place(panel.y, last.value ?? 0) }];
}
