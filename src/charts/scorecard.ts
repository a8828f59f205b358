import {
  cardSpec,
  type Rule,
  rule,
  rulesLayer,
  twoLines,
  type VegaLiteSpec,
  type Word,
  widest,
  word,
  wordsLayer,
} from "./drawing.ts";
import { captionWords, emptyCard, type HeaderModel, header } from "./header.ts";
import { type SparkDot, type SparkPoint, sparkLayers, sparkline } from "./sparkline.ts";
import { card, colours, type Tone, textStyles, toneColours } from "./theme.ts";

/** One KPI at a glance. */
export interface ScorecardRow {
  readonly label: string;
  /** Oldest first, one figure a week; null leaves a gap. */
  readonly series: readonly (number | null)[];
  /** The figure, or null when there is none yet: then `changeText` says why ("too early to say"). */
  readonly valueText: string | null;
  readonly changeText: string;
  readonly statusText: string;
  readonly tone: Tone;
}

/** Rows of one span; the caption says which. */
export interface ScorecardGroup {
  readonly caption: string;
  /** The span's days and what the change compares, after the caption. */
  readonly detail: string;
  readonly rows: readonly ScorecardRow[];
}

export interface ScorecardModel extends HeaderModel {
  readonly groups: readonly ScorecardGroup[];
}

interface Columns {
  readonly label: number;
  readonly sparkStart: number;
  readonly sparkEnd: number;
  readonly valueEnd: number;
  readonly changeEnd: number;
  readonly statusStart: number;
}

const rowHeight = 42;

/** Gives all KPIs in one card: name, course, figure, change, and a word for how it stands. */
export function scorecard(model: ScorecardModel): VegaLiteSpec {
  const groups = model.groups.filter(({ rows }) => rows.length > 0);
  if (groups.length === 0) return emptyCard(model);
  const head = header(model);
  const columns = columnsFor(groups.flatMap(({ rows }) => rows));
  const words: Word[] = [...head.words];
  const rules: Rule[] = [];
  const sparks: SparkPoint[] = [];
  const dots: SparkDot[] = [];
  let y = head.bottom + 8;
  for (const [index, group] of groups.entries()) {
    y += index === 0 ? 26 : 36;
    words.push(...captionWords(group.caption, group.detail, y));
    y += 11;
    rules.push(rule(0, y + 0.5, card.contentWidth, y + 0.5, { stroke: colours.axis }));
    for (const [order, row] of group.rows.entries()) {
      const middle = y + rowHeight / 2;
      words.push(...rowWords(row, columns, middle + 5));
      const spark = sparkline(row.series, {
        name: `${index} ${order}`,
        start: columns.sparkStart,
        end: columns.sparkEnd,
        middle,
        tone: row.tone,
      });
      sparks.push(...spark.points);
      dots.push(...spark.dots, ...statusDot(row.tone, columns, middle));
      y += rowHeight;
      if (order < group.rows.length - 1) rules.push(rule(0, y + 0.5, card.contentWidth, y + 0.5));
    }
  }
  return cardSpec({
    height: y - 4,
    layers: [rulesLayer, ...sparkLayers, wordsLayer],
    rows: { words, rules, sparks, dots },
    scales: {},
  });
}

/** Gives figures and words the room that they need, and the sparkline what is left. */
function columnsFor(rows: readonly ScorecardRow[]): Columns {
  const counted = rows.filter(({ valueText }) => valueText !== null);
  const value = Math.max(64, widest(texts(counted, "valueText"), textStyles.value, 124));
  const change = Math.max(48, widest(texts(counted, "changeText"), textStyles.change, 104));
  const status = Math.max(56, widest(texts(rows, "statusText"), textStyles.status, 116));
  const statusStart = card.contentWidth - Math.ceil(status);
  const changeEnd = statusStart - 34;
  const valueEnd = changeEnd - change - 20;
  const sparkEnd = valueEnd - value - 24;
  const label = widest(texts(rows, "label"), textStyles.label, Math.min(186, sparkEnd - 90));
  return {
    label,
    sparkStart: Math.max(label + 20, sparkEnd - 150),
    sparkEnd,
    valueEnd,
    changeEnd,
    statusStart,
  };
}

function texts(rows: readonly ScorecardRow[], field: "label" | "valueText" | "changeText" | "statusText") {
  return rows.map((row) => row[field] ?? "");
}

function rowWords(row: ScorecardRow, columns: Columns, y: number): readonly Word[] {
  const changeStart = row.valueText === null ? columns.sparkEnd + 16 : columns.valueEnd + 12;
  return [
    ...twoLines(row.label, textStyles.label, { x: 0, y, width: columns.label }),
    ...twoLines(row.changeText, textStyles.change, {
      x: columns.changeEnd,
      y,
      align: "right",
      width: columns.changeEnd - changeStart,
    }),
    word(row.valueText ?? "", textStyles.value, {
      x: columns.valueEnd,
      y: y + 1,
      align: "right",
      width: columns.valueEnd - columns.sparkEnd - 12,
    }),
    word(row.statusText, textStyles.status, {
      x: columns.statusStart,
      y,
      width: card.contentWidth - columns.statusStart,
      fill: toneColours[row.tone],
    }),
  ];
}

/** Gives the dot before the status word: only where something is to be seen, hollow where nobody knows. */
function statusDot(tone: Tone, columns: Columns, middle: number): readonly SparkDot[] {
  const at = { x: columns.statusStart - 12, y: middle };
  if (tone === "neutral") return [];
  if (tone === "unknown") return [{ ...at, across: 7, fill: colours.card, stroke: colours.second }];
  return [{ ...at, across: 10, fill: toneColours[tone], stroke: "transparent" }];
}
