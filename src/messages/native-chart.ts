import type { KpiName, Unit } from "../funnel/readings.ts";
import type { AnswerModel } from "./answer-model.ts";
import type { DataVisualizationBlock, MessageBlock, NativeChart, NativePoint } from "./blocks.ts";
import type { DigestRow, KpiTarget, ReadingOf } from "./digest-model.ts";
import { cut, plainName, plainOf } from "./escape.ts";
import { figureWords, readingWords, rowTitle } from "./figures.ts";
import type { Language } from "./language.ts";

/** Slack's limits: 50 characters a title or axis, 20 a label. Ten weeks, so that their labels fit; as many bars as have a line of words. */
const most = { title: 50, label: 20, points: 10, bars: 8, members: 12 } as const;

/**
 * Gives Slack's native chart of an answer, which no file can be shown in: the breakdown that was asked for,
 * acquisition channels for the revenue mix, else the weeks' course. Null with nothing to draw. Whatever it shows
 * stands in the answer's words too: bars in the breakdown's and the detail's lines, points in `courseLine`.
 */
export function nativeChart<K extends KpiName>(
  model: AnswerModel<K>,
  language: Language,
): DataVisualizationBlock | null {
  const { texts } = language;
  const { kpi, by, row } = model;
  if (by !== null) {
    const chart = by === "stage" ? stageChart(model, language) : membersChart(model, language);
    return chart && drawn(texts.controls.chartBy(texts.kpis[kpi].name, texts.controls.by[by]), chart);
  }
  if (isRevenueMix(model)) {
    const chart = revenueChart(model.asked, language);
    return (
      chart &&
      drawn(texts.controls.chartBy(texts.kpis[kpi].name, texts.controls.by["acquisition-channel"]), chart)
    );
  }
  const chart = courseChart(row, language);
  return chart && drawn(rowTitle(row, language), chart);
}

/** Gives whether an answer's chart is the weeks' course, whose figures stand in no other line. */
export function showsCourse({ kpi, by }: Pick<AnswerModel, "kpi" | "by">): boolean {
  return by === null && kpi !== "revenue-mix";
}

/** Gives the figures of the weeks' course in words; null with fewer than two. */
export function courseLine(row: DigestRow, language: Language): string | null {
  const points = coursePoints(row, language).map(
    ({ day, span }) => `${day} ${readingWords(row.kpi, span, language).text}`,
  );
  return points.length < 2 ? null : language.texts.controls.course(points);
}

/** Gives Slack's native chart of a few figures that follow each other; null with fewer than two. */
export function figuresChart(
  title: string,
  name: string,
  { points, unit, target }: FigureCourse,
  language: Language,
): DataVisualizationBlock | null {
  const data = points.flatMap(({ label, value }) =>
    value === null ? [] : [{ label, value: shown(value, unit) }],
  );
  if (data.length < 2) return null;
  const axes = { x: "", y: unitWords(unit, language) };
  const lines = [{ name, data: distinct(data) }, ...targetLines(target, unit, data, language)];
  return drawn(title, cartesian("line", lines, axes));
}

/** Figures that follow each other, and what they should be. */
export interface FigureCourse {
  readonly points: readonly { readonly label: string; readonly value: number | null }[];
  readonly unit: Unit;
  readonly target: KpiTarget | null;
}

/** Gives a level line for each end of a target, named by its figure. */
function targetLines(
  target: KpiTarget | null,
  unit: Unit,
  data: readonly NativePoint[],
  language: Language,
): readonly NativeSeries[] {
  if (target === null) return [];
  const ends = target.kind === "band" ? [target.low, target.high] : [target.value];
  return ends.map((value) => ({
    name: language.texts.answer.chartTarget(
      figureWords({ value, unit, numerator: null, denominator: null }, language).text,
    ),
    data: distinct(data).map(({ label }) => ({ label, value: shown(value, unit) })),
  }));
}

interface NativeSeries {
  readonly name: string;
  readonly data: readonly NativePoint[];
}

function drawn(title: string, chart: NativeChart): DataVisualizationBlock {
  return { type: "data_visualization", title: cut(plainOf(title), most.title), chart };
}

/** Gives a message's blocks without native charts, for a Slack that answers `invalid_blocks`. */
export function withoutNativeCharts(blocks: readonly MessageBlock[]): readonly MessageBlock[] {
  return blocks.filter((block) => block.type !== "data_visualization");
}

function coursePoints(row: DigestRow, language: Language) {
  return row.series
    .slice(-most.points)
    .filter(({ span }) => span.value !== null && readingWords(row.kpi, span, language).kind === "value")
    .map(({ weekEnd, span }) => ({ day: language.numbers.shortDay(weekEnd - 1), span }));
}

function courseChart(row: DigestRow, language: Language): NativeChart | null {
  const { texts } = language;
  const data = coursePoints(row, language).map(({ day, span }) => ({
    label: day,
    value: shown(span.value ?? 0, span.unit),
  }));
  if (data.length < 2) return null;
  const { unit } = row.current;
  const line = { name: texts.answer.chartOver(row.spanWeeks), data: distinct(data) };
  return cartesian("line", [line, ...targetLines(row.target, unit, data, language)], {
    x: texts.answer.chartWeeks,
    y: unitWords(unit, language),
  });
}

function unitWords(unit: Unit, { texts }: Language): string {
  return unit === "ratio" ? "%" : unit === "days" ? texts.answer.chartDays : "";
}

function membersChart({ mode, memberReadings }: AnswerModel, language: Language): NativeChart | null {
  const { texts } = language;
  const data = memberReadings
    .slice(0, most.members)
    .flatMap(({ slice, value, unit }) =>
      slice.dimension === "total" || value === null
        ? []
        : [{ label: nameOf(slice.member, language), value: shown(value, unit) }],
    );
  const unit = memberReadings[0]?.unit ?? "ratio";
  const name =
    mode === "pace" ? texts.answer.pace : mode === "cohort" ? texts.answer.cohort : texts.answer.period;
  return bars(data, name, unitWords(unit, language));
}

function stageChart(model: AnswerModel, language: Language): NativeChart | null {
  const stages = "stages" in model.asked.detail ? model.asked.detail.stages : [];
  const data = stages
    .slice(0, most.bars)
    .flatMap(({ stage, median }) =>
      median === null ? [] : [{ label: nameOf(stage, language), value: median }],
    );
  return bars(data, language.texts.charts.median, language.texts.answer.chartDays);
}

function revenueChart({ detail }: ReadingOf<"revenue-mix">, language: Language): NativeChart | null {
  const data = detail.acquisitionChannels
    .slice(0, most.bars)
    .flatMap(({ acquisitionChannel, share }) =>
      share === null || share === 0
        ? []
        : [{ label: nameOf(acquisitionChannel, language), value: shown(share, "ratio") }],
    );
  return bars(data, language.texts.charts.ofRevenue, "%");
}

function nameOf(name: string, { texts }: Language): string {
  return plainName(name, texts.figures.unknownName, most.label);
}

function bars(data: readonly NativePoint[], name: string, y: string): NativeChart | null {
  const named = distinct(data.slice(0, most.points));
  return named.length === 0 ? null : cartesian("bar", [{ name, data: named }], { x: "", y });
}

function cartesian(
  type: "line" | "bar",
  series: readonly NativeSeries[],
  axes: { readonly x: string; readonly y: string },
): NativeChart {
  return {
    type,
    series: series.map(({ name, data }) => ({ name: cut(name, most.label), data })),
    axis_config: {
      categories: series[0]?.data.map(({ label }) => label) ?? [],
      ...(axes.x === "" ? {} : { x_label: cut(axes.x, most.title) }),
      ...(axes.y === "" ? {} : { y_label: cut(axes.y, most.title) }),
    },
  };
}

/** Long names that are cut alike, and names that differ in what cannot be seen, must not fall on one category. */
function distinct(data: readonly NativePoint[]): readonly NativePoint[] {
  const seen = new Map<string, number>();
  return data.map(({ label, value }) => {
    const fit = cut(label, most.label);
    const times = (seen.get(fit) ?? 0) + 1;
    seen.set(fit, times);
    return { label: times === 1 ? fit : `${cut(fit, most.label - 3)} ${times}`, value };
  });
}

function shown(value: number, unit: Unit): number {
  return Math.round(value * (unit === "ratio" ? 100 : 1) * 10) / 10;
}

function isRevenueMix(model: AnswerModel): model is AnswerModel<"revenue-mix"> {
  return model.kpi === "revenue-mix";
}
