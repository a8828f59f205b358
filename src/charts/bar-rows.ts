import { type Layer, on, points, type Rule, rule, type Word, widest, word } from "./drawing.ts";
import type { LinearScale } from "./scale.ts";
import { place } from "./scale.ts";
import { card, colours, type Tone, textStyles, toneColours } from "./theme.ts";

/** One row of bars: a name, its figure, how many cases, and a word about what changed. */
export interface BarRow {
  readonly label: string;
  /** Null draws no bar, only the words. */
  readonly value: number | null;
  /** The figure of the span before, a thin mark across the bar. */
  readonly previous: number | null;
  readonly valueText: string;
  /** Beside the figure, muted: how many cases. */
  readonly countText: string;
  /** At the right end: what changed, in the tone's colour. */
  readonly changeText: string | null;
  readonly tone: Tone;
}

export interface Bar {
  readonly start: number;
  readonly value: number;
  readonly y: number;
  readonly y2: number;
  readonly fill: string;
}

export interface Bars {
  readonly bars: readonly Bar[];
  readonly words: readonly Word[];
  readonly rules: readonly Rule[];
  /** Marks of the span before, drawn over the bars. */
  readonly marks: readonly Rule[];
  readonly scale: LinearScale;
  readonly bottom: number;
}

const rowHeight = 32;
const barHeight = 14;
const widestLabel = 190;
const widestChange = 130;
const widestFigures = 230;

/** Gives rows of bars on one scale from zero, their figures at the bars' ends. */
export function barRows(rows: readonly BarRow[], top: number): Bars {
  const labels = rows.map(({ label }) => label);
  const changes = rows.map(({ changeText }) => changeText ?? "");
  const labelEnd = widest(labels, textStyles.label, widestLabel);
  const changeRoom = widest(changes, textStyles.status, widestChange);
  const figureRoom = Math.min(widestFigures, Math.max(0, ...rows.map(figureWidth)));
  const start = Math.ceil(labelEnd) + 16;
  const end = card.contentWidth - (changeRoom > 0 ? changeRoom + 16 : 0) - figureRoom - 10;
  const longest = Math.max(0, ...rows.flatMap(({ value, previous }) => [value ?? 0, previous ?? 0]));
  const scale = { from: 0, to: longest === 0 ? 1 : longest, start, end: Math.max(start + 60, end) };
  const drawn = rows.map((row, index) =>
    drawRow(row, top + index * rowHeight + rowHeight / 2, scale, changeRoom),
  );
  return {
    bars: drawn.flatMap(({ bars }) => bars),
    words: drawn.flatMap(({ words }) => words),
    rules: [rule(start - 0.5, top, start - 0.5, top + rows.length * rowHeight, { stroke: colours.axis })],
    marks: drawn.flatMap(({ marks }) => marks),
    scale,
    bottom: top + rows.length * rowHeight,
  };
}

function figureWidth(row: BarRow): number {
  return widest([row.valueText], textStyles.figure) + 8 + widest([row.countText], textStyles.detail);
}

function drawRow(row: BarRow, middle: number, scale: LinearScale, changeRoom: number) {
  const baseline = middle + 5;
  const barEnd = Math.max(place(scale, row.value ?? 0), place(scale, row.previous ?? 0));
  const figureStart = barEnd + (row.value === null ? 4 : 10);
  const room = card.contentWidth - figureStart - (changeRoom > 0 ? changeRoom + 12 : 0);
  const valueWidth = Math.min(room, widest([row.valueText], textStyles.figure));
  const strong = row.tone === "bad" || row.tone === "good";
  return {
    bars:
      row.value === null
        ? []
        : [
            {
              start: 0,
              value: row.value,
              y: middle - barHeight / 2,
              y2: middle + barHeight / 2,
              fill: barFill(row.tone),
            },
          ],
    marks:
      row.previous === null
        ? []
        : [
            rule(
              place(scale, row.previous),
              middle - barHeight / 2 - 4,
              place(scale, row.previous),
              middle + barHeight / 2 + 4,
              {
                stroke: colours.ink,
                width: 2,
              },
            ),
          ],
    words: [
      word(row.label, textStyles.label, { x: 0, y: baseline, width: scale.start - 16 }),
      word(row.valueText, textStyles.figure, { x: figureStart, y: baseline, width: room }),
      word(row.countText, textStyles.detail, {
        x: figureStart + valueWidth + 8,
        y: baseline,
        width: Math.max(0, room - valueWidth - 8),
      }),
      word(row.changeText ?? "", textStyles.status, {
        x: card.contentWidth,
        y: baseline,
        align: "right",
        width: changeRoom,
        fill: strong ? toneColours[row.tone] : colours.muted,
      }),
    ].filter(({ text }) => text !== "" && text !== "…"),
  };
}

function barFill(tone: Tone): string {
  return tone === "bad" ? colours.bad : colours.accentBar;
}

/** Bars from the dataset `bars` on the scale `bar`, then the marks across them from `marks`. */
export const barsLayers: readonly Layer[] = [
  {
    data: { name: "bars" },
    mark: { type: "rect", cornerRadiusTopRight: 2, cornerRadiusBottomRight: 2, fill: { expr: "datum.fill" } },
    encoding: { x: on("bar", "start"), x2: { field: "value" }, y: points("y"), y2: { field: "y2" } },
  },
  {
    data: { name: "marks" },
    mark: {
      type: "rule",
      stroke: { expr: "datum.stroke" },
      strokeWidth: { expr: "datum.width" },
      strokeCap: "round",
    },
    encoding: { x: points("x"), y: points("y"), x2: { field: "x2" }, y2: { field: "y2" } },
  },
];
