import { haveRoom } from "./axis-names.ts";
import { type BarRow, barRows, barsLayers } from "./bar-rows.ts";
import {
  cardSpec,
  type Layer,
  on,
  points,
  type Rule,
  rule,
  rulesLayer,
  type VegaLiteSpec,
  type Word,
  widest,
  word,
  wordsLayer,
} from "./drawing.ts";
import { type EndLabel, endRoom, endWords } from "./end-labels.ts";
import { captionWords, emptyCard, type HeaderModel, header } from "./header.ts";
import { type AxisFormat, type LinearScale, niceTicks, place, writeTick } from "./scale.ts";
import { type Target, targetFigures } from "./target-mark.ts";
import { card, colours, textStyles } from "./theme.ts";

export interface MoneyPeriod {
  /** Under the bar: "Q3", "Oct". */
  readonly label: string;
  /** Revenue per account, or null where no account won. */
  readonly mean: number | null;
  readonly median: number | null;
}

/** Revenue per account by period (KPI 7), and new beside existing accounts in the last one. */
export interface MoneyBarsModel extends HeaderModel {
  readonly axis: AxisFormat;
  /** Oldest first; the last `periodsShown` are drawn. */
  readonly periods: readonly MoneyPeriod[];
  /** Words at the last bar and at its median mark. */
  readonly mean: EndLabel;
  readonly median: EndLabel;
  /** Of the mean. */
  readonly target: Target | null;
  /** Over the rows beneath: what they show, and what the thin mark across a bar is. */
  readonly accountsCaption: string;
  readonly accountsDetail: string;
  readonly accounts: readonly BarRow[];
}

/** How many periods have room. */
export const periodsShown = 13;

const plotHeight = 176;
const widestName = 90;

interface Column {
  readonly x: number;
  readonly x2: number;
  readonly base: number;
  readonly mean: number;
  readonly fill: string;
}

/** Gives upright bars by period with their medians, over rows for new and existing accounts. */
export function moneyBars(model: MoneyBarsModel): VegaLiteSpec {
  const periods = model.periods.slice(-periodsShown);
  const drawn = periods.some(({ mean }) => mean !== null);
  if (!drawn && model.accounts.length === 0) return emptyCard(model);
  const head = header(model);
  const upper = drawn ? columnsOf(model, periods, head.bottom + 22) : null;
  const captionAt = (upper?.bottom ?? head.bottom) + 34;
  const lower = barRows(model.accounts, captionAt + 12);
  const hasRows = model.accounts.length > 0;
  const caption = hasRows ? captionWords(model.accountsCaption, model.accountsDetail, captionAt) : [];
  return cardSpec({
    height: hasRows ? lower.bottom : captionAt - 34,
    layers: [rulesLayer, columnsLayer, ...barsLayers, wordsLayer],
    rows: {
      words: [...head.words, ...(upper?.words ?? []), ...caption, ...lower.words],
      rules: [...(upper?.rules ?? []), ...(hasRows ? lower.rules : [])],
      columns: upper?.columns ?? [],
      bars: lower.bars,
      marks: [...(upper?.marks ?? []), ...lower.marks],
    },
    scales: { money: upper?.scale ?? { from: 0, to: 1, start: 0, end: 1 }, bar: lower.scale },
  });
}

function columnsOf(model: MoneyBarsModel, periods: readonly MoneyPeriod[], top: number) {
  const figures = periods.flatMap(({ mean, median }) => [mean, median]).filter((each) => each !== null);
  const ticks = niceTicks([0, ...figures, ...targetFigures(model.target)]);
  const names = ticks.values.map((value) => writeTick(value, ticks.step, model.axis));
  const left = Math.ceil(widest(names, textStyles.axis)) + 10;
  const right = card.contentWidth - endRoom([model.mean, model.median]);
  const bottom = top + plotHeight;
  const scale = { from: 0, to: ticks.values.at(-1) ?? 1, start: bottom, end: top };
  const step = (right - left) / periods.length;
  const width = Math.min(44, step * 0.62);
  const columns = periods.map((period, index) => {
    const middle = right - width / 2 - 2 - (periods.length - 1 - index) * step;
    return {
      ...period,
      middle,
      x: middle - width / 2,
      x2: middle + width / 2,
      last: index === periods.length - 1,
    };
  });
  return {
    scale,
    bottom: bottom + 24,
    columns: columns.flatMap(({ x, x2, mean, last }): readonly Column[] =>
      mean === null ? [] : [{ x, x2, base: 0, mean, fill: last ? colours.accent : colours.leadBar }],
    ),
    marks: columns.flatMap(({ x, x2, median }): readonly Rule[] => {
      if (median === null) return [];
      const y = place(scale, median);
      return [rule(x - 4, y, x2 + 4, y, { stroke: colours.ink, width: 2 })];
    }),
    rules: [
      ...ticks.values.map((value) => {
        const y = Math.round(place(scale, value)) + 0.5;
        return rule(left, y, right, y, value === 0 ? { stroke: colours.axis } : {});
      }),
      ...targetFigures(model.target).map((value) => {
        const y = Math.round(place(scale, value)) + 0.5;
        return rule(left, y, right, y, { stroke: colours.accentTarget, width: 1.5 });
      }),
    ],
    words: [
      ...names.map((text, index) =>
        word(text, textStyles.axis, {
          x: left - 10,
          y: place(scale, ticks.values[index] ?? 0) + 4.5,
          align: "right",
        }),
      ),
      ...(model.target
        ? [
            word(model.target.text, textStyles.axis, {
              x: left + 2,
              y: place(scale, Math.max(...targetFigures(model.target))) - 7,
              width: 260,
              fill: colours.accentText,
            }),
          ]
        : []),
      ...periodNames(columns, bottom + 20),
      ...lastWords(model, columns.at(-1), scale),
    ],
  };
}

/** Gives the periods' names: all, or every second, third… back from the last, as there is room. */
function periodNames(
  columns: readonly { readonly label: string; readonly middle: number }[],
  y: number,
): readonly Word[] {
  const names = columns.map(({ label, middle }) =>
    word(label, textStyles.axis, { x: middle, y, align: "center", width: widestName }),
  );
  for (let every = 1; ; every += 1) {
    const kept = names.filter((_, index) => (names.length - 1 - index) % every === 0);
    if (haveRoom(kept)) return kept;
  }
}

function lastWords(
  model: MoneyBarsModel,
  last: (MoneyPeriod & { readonly x2: number }) | undefined,
  scale: LinearScale,
): readonly Word[] {
  if (!last) return [];
  const at = (
    value: number | null,
    label: EndLabel,
    style: typeof textStyles.value | typeof textStyles.change,
  ) => (value === null ? [] : [{ label, style, x: last.x2, y: place(scale, value) }]);
  return endWords([
    ...at(last.mean, model.mean, textStyles.value),
    ...at(last.median, model.median, textStyles.change),
  ]);
}

const columnsLayer: Layer = {
  data: { name: "columns" },
  mark: { type: "rect", cornerRadiusTopLeft: 2, cornerRadiusTopRight: 2, fill: { expr: "datum.fill" } },
  encoding: { x: points("x"), x2: { field: "x2" }, y: on("money", "base"), y2: { field: "mean" } },
};
