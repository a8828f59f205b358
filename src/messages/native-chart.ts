import type { KpiName } from "../funnel/readings.ts";
import type { DataVisualizationBlock, MessageBlock, NativeChart, NativePoint } from "./blocks.ts";
import type { DigestRow, ReadingOf } from "./digest-model.ts";
import { cut, plainName } from "./escape.ts";
import { readingWords } from "./figures.ts";
import type { Language } from "./language.ts";

/** Slack's limits: 50 characters a title or axis, 20 a label, 20 points. */
const most = { title: 50, label: 20, points: 20 } as const;

/**
 * Gives Slack's native chart of a KPI, for answers that no file can be shown in: acquisition channels for the
 * revenue mix, stages for the cycle time, else the weeks' course. Null with nothing to draw.
 */
export function nativeChart<K extends KpiName>(
  row: DigestRow<K>,
  language: Language,
): DataVisualizationBlock | null {
  const chart = isKpi(row, "revenue-mix")
    ? revenueChart(row.current, language)
    : isKpi(row, "cycle-time") && row.current.detail.stages.length > 0
      ? stageChart(row.current, language)
      : courseChart(row, language);
  if (chart === null) return null;
  return {
    type: "data_visualization",
    title: cut(language.texts.kpis[row.kpi].name, most.title),
    chart,
  };
}

/** Gives a message's blocks without native charts, for a Slack that answers `invalid_blocks`. */
export function withoutNativeCharts(blocks: readonly MessageBlock[]): readonly MessageBlock[] {
  return blocks.filter((block) => block.type !== "data_visualization");
}

function courseChart(row: DigestRow, language: Language): NativeChart | null {
  const { texts, numbers } = language;
  const data = row.series.slice(-most.points).flatMap(({ weekEnd, span }): readonly NativePoint[] => {
    if (span.value === null || readingWords(row.kpi, span, language).kind !== "value") return [];
    return [{ label: cut(numbers.shortDay(weekEnd - 1), most.label), value: shown(span) }];
  });
  if (data.length < 2) return null;
  return cartesian("line", data, texts.kpis[row.kpi].name, {
    x: texts.answer.chartWeeks,
    y: row.current.unit === "ratio" ? "%" : row.current.unit === "days" ? texts.answer.chartDays : "",
  });
}

function stageChart({ detail }: ReadingOf<"cycle-time">, { texts }: Language): NativeChart | null {
  const data = detail.stages.flatMap(({ stage, median }) =>
    median === null
      ? []
      : [{ label: plainName(stage, texts.figures.unknownName, most.label), value: median }],
  );
  return bars(data, texts.charts.median, texts.answer.chartDays);
}

function revenueChart({ detail }: ReadingOf<"revenue-mix">, { texts }: Language): NativeChart | null {
  const data = detail.acquisitionChannels.flatMap(({ acquisitionChannel, share }) =>
    share === null || share === 0
      ? []
      : [
          {
            label: plainName(acquisitionChannel, texts.figures.unknownName, most.label),
            value: Math.round(share * 1000) / 10,
          },
        ],
  );
  return bars(data, texts.charts.ofRevenue, "%");
}

function bars(data: readonly NativePoint[], name: string, y: string): NativeChart | null {
  const named = distinct(data.slice(0, most.points));
  return named.length === 0 ? null : cartesian("bar", named, name, { x: "", y });
}

function cartesian(
  type: "line" | "bar",
  data: readonly NativePoint[],
  name: string,
  axes: { readonly x: string; readonly y: string },
): NativeChart {
  return {
    type,
    series: [{ name: cut(name, most.label), data }],
    axis_config: {
      categories: data.map(({ label }) => label),
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

function shown({ value, unit }: ReadingOf<KpiName>): number {
  const scaled = (value ?? 0) * (unit === "ratio" ? 100 : 1);
  return Math.round(scaled * 10) / 10;
}

function isKpi<K extends KpiName>(row: { readonly kpi: KpiName }, kpi: K): row is DigestRow<K> {
  return row.kpi === kpi;
}
