import { formatDay } from "../funnel/calendar.ts";
import type { KpiName } from "../funnel/readings.ts";
import { actionIds, encodeKpiSubject } from "./actions.ts";
import {
  button,
  contextBlock,
  fallbackText,
  type Message,
  type MessageBlock,
  sectionBlock,
  tableBlock,
} from "./blocks.ts";
import { breakdownLines, withoutChannels } from "./breakdown-lines.ts";
import { channelTargetLines } from "./channel-targets.ts";
import { type ChartSlot, chartSlotBlock } from "./chart-slots.ts";
import { casesWords, detailLines } from "./detail-lines.ts";
import { rowAlt } from "./digest-alt.ts";
import { type DigestModel, type DigestRow, type DigestRows, toldOrder } from "./digest-model.ts";
import { changeWords, intervalWords, readingWords, standingWord, targetWords } from "./figures.ts";
import type { Language } from "./language.ts";
import { contributorSentence, evidenceSentence } from "./lead.ts";

/** One reply in a digest's thread, with the chart that it waits for. */
export interface ThreadReply extends Message {
  readonly chart?: ChartSlot;
}

/** Gives a digest's thread: all figures in words and a table, then each KPI that is told with its chart. */
export function threadReplies(model: DigestModel, language: Language): readonly ThreadReply[] {
  return [figuresReply(model, language), ...model.kpis.map((kpi) => kpiReply(kpi, model, language))];
}

function figuresReply(model: DigestModel, language: Language): ThreadReply {
  const { rows, kpis, week } = model;
  const { texts } = language;
  const evidence = kpis.map((kpi) => `*${texts.kpis[kpi].name}*  ${evidenceLine(rows[kpi], language)}`);
  return {
    text: fallbackText(texts.thread.figures, ...figuresText(rows, language, kpis), texts.thread.inFlightNote),
    blocks: [
      sectionBlock(`*${texts.thread.figures}*`),
      figuresTable(`figures ${formatDay(week.from)}`, model, language),
      sectionBlock([`*${texts.thread.casesAndTargets}*`, ...evidence].join("\n")),
      contextBlock([texts.thread.inFlightNote]),
    ],
  };
}

/** Gives all that are told in a table of three columns, which a phone can show: name, figure with its change, status. */
function figuresTable(blockId: string, { rows, kpis }: DigestModel, language: Language): MessageBlock {
  const { texts } = language;
  return tableBlock({
    blockId,
    columns: [
      { title: texts.thread.columnKpi, align: "left" },
      { title: texts.thread.columnFigure, align: "right" },
      { title: texts.thread.columnStatus, align: "left" },
    ],
    rows: kpis.map((kpi) => [
      texts.kpis[kpi].name,
      figureWithChange(rows[kpi], language),
      standingWord(rows[kpi], language),
    ]),
  });
}

/** Gives KPIs as a line each, with cases, interval and target; all seven where none are named. Mrkdwn. */
export function figuresText(
  rows: DigestRows,
  language: Language,
  kpis: readonly KpiName[] = toldOrder,
): readonly string[] {
  return kpis.map((kpi) => {
    const status = standingWord(rows[kpi], language);
    const figure = figureWithChange(rows[kpi], language);
    return `${language.texts.kpis[kpi].name}: ${figure}, ${status} · ${evidenceLine(rows[kpi], language)}`;
  });
}

/** Gives "16.8% (−6.9 pts)". */
export function figureWithChange(row: DigestRow, language: Language): string {
  const value = readingWords(row.kpi, row.current, language);
  const change = changeWords(row.current, row.before, language);
  return change === null ? value.text : `${value.text} (${change})`;
}

/** Gives cases, interval (where it is wanted), target and span. Mrkdwn. */
export function evidenceLine(row: DigestRow, language: Language, told: "all" | "cases" = "all"): string {
  return [
    casesWords(row.kpi, row.current, "in-flight", language),
    told === "all" ? intervalWords(row.current, language) : null,
    row.target && targetWords(row.current, row.target, language),
    language.texts.spans.last(row.spanWeeks),
  ]
    .filter(Boolean)
    .join(" · ");
}

const detailsShown = 4;
const membersShown = 8;

function kpiReply<K extends KpiName>(kpi: K, model: DigestModel, language: Language): ThreadReply {
  const row: DigestRow<K> = model.rows[kpi];
  const { texts } = language;
  const status = standingWord(row, language);
  const title = `*${texts.kpis[kpi].name} · ${status}*`;
  const told = [evidenceSentence(row, language), worseContributors(row, model, language)]
    .filter(Boolean)
    .join(" ");
  const members = breakdownOf(kpi, model, language);
  // A breakdown by acquisition channel has each one's target in its line.
  const isTold = members.length > 0 && model.breakdown?.by === "acquisition-channel";
  const agreed = isTold ? [] : channelTargetLines(row, language);
  const described = members.length > 0 ? withoutChannels(row.current) : row.current;
  const details = detailLines(kpi, described, "in-flight", language).slice(0, detailsShown);
  const drawn =
    readingWords(kpi, row.current, language).kind !== "none" ||
    row.series.some(({ span }) => span.value !== null);
  const chart: ChartSlot | null = drawn ? { name: kpi, altText: rowAlt(row, language) } : null;
  const blocks: MessageBlock[] = [
    sectionBlock([title, told].filter(Boolean).join("  "), {
      blockId: `reply ${kpi} ${formatDay(model.asOf)}`,
      button: button({
        text: texts.overview.open,
        label: `${texts.overview.open}: ${texts.kpis[kpi].name}`,
        actionId: actionIds.openKpi,
        value: encodeKpiSubject({ kpi, asOf: model.asOf }),
      }),
    }),
    ...(chart ? [chartSlotBlock(chart)] : []),
    ...(members.length === 0 ? [] : [sectionBlock(members.join("\n"))]),
    ...(agreed.length === 0 ? [] : [contextBlock([agreed.join("\n")])]),
    ...(details.length === 0 ? [] : [contextBlock([details.join("\n")])]),
  ];
  return {
    text: fallbackText(title, told, ...members, ...agreed, ...details),
    blocks,
    ...(chart ? { chart } : {}),
  };
}

/** The revenue mix is a breakdown already, and its picture and detail tell it. */
function breakdownOf<K extends KpiName>(kpi: K, model: DigestModel, language: Language) {
  const { breakdown } = model;
  const readings = breakdown?.readings[kpi];
  if (!breakdown || !readings || kpi === "revenue-mix") return [];
  const targets = model.rows[kpi].channelTargets ?? [];
  return breakdownLines(
    { kpi, by: breakdown.by, readings, counted: "in-flight", most: membersShown, targets },
    language,
  );
}

function worseContributors(row: DigestRow, model: DigestModel, language: Language): string | null {
  return row.judgement.standing === "worse" ? contributorSentence(model, row.kpi, language) : null;
}
