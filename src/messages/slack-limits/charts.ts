import { type Fields, fieldsOf, listOf, longer, over, textOf, twice } from "./measure.ts";

/** Gives the breaches within Slack's native chart. */
export function ofChart(title: string, chart: Fields): readonly string[] {
  const axis = fieldsOf(chart.axis_config);
  const categories = (Array.isArray(axis.categories) ? axis.categories : []).map(textOf);
  const series = listOf(chart.series);
  const segments = listOf(chart.segments);
  const cartesian = chart.type !== "pie";
  return [
    ...longer("chart title", title, 50),
    ...(title === "" ? ["a chart without a title"] : []),
    ...longer("x_label", textOf(axis.x_label), 50),
    ...longer("y_label", textOf(axis.y_label), 50),
    ...over("chart series", series.length, 6),
    ...over("chart categories", categories.length, 20),
    ...over("chart segments", segments.length, 6),
    ...(cartesian && (series.length === 0 || categories.length === 0) ? ["a chart with nothing in it"] : []),
    ...twice("chart category", categories),
    ...twice(
      "chart series",
      series.map((one) => textOf(one.name)),
    ),
    ...[
      ...categories,
      ...series.map((one) => textOf(one.name)),
      ...segments.map((segment) => textOf(segment.label)),
    ].flatMap((label) => [
      ...longer("chart label", label, 20),
      ...(label.trim() === "" ? ["an empty chart label"] : []),
    ]),
    ...series.flatMap((one) => ofSeries(listOf(one.data), categories)),
    ...segments.flatMap(({ value }) =>
      typeof value === "number" && value > 0 ? [] : ["a chart segment that is not positive"],
    ),
  ];
}

/** Every series has one finite value for every category, in the categories' order. */
function ofSeries(points: readonly Fields[], categories: readonly string[]): readonly string[] {
  const labels = points.map(({ label }) => textOf(label));
  return [
    ...(labels.length === categories.length && labels.every((label, index) => label === categories[index])
      ? []
      : ["a chart series that does not follow the categories"]),
    ...points.flatMap(({ value }) => (Number.isFinite(value) ? [] : ["a chart value that is no number"])),
  ];
}
