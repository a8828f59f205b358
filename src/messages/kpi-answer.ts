import type { KpiName } from "../funnel/readings.ts";
import { answerControls } from "./answer-controls.ts";
import type { AnswerModel } from "./answer-model.ts";
import {
  contextBlock,
  fallbackText,
  headerBlock,
  type Message,
  type MessageBlock,
  sectionBlock,
} from "./blocks.ts";
import { breakdownLines, withoutChannels } from "./breakdown-lines.ts";
import { channelTargetLines } from "./channel-targets.ts";
import { casesWords, detailLines } from "./detail-lines.ts";
import { escapeMrkdwn } from "./escape.ts";
import {
  changeWords,
  claimWords,
  figureWords,
  intervalWords,
  readingWords,
  standingWord,
  targetWords,
} from "./figures.ts";
import { freshnessLines } from "./freshness.ts";
import { pairVerdict } from "./gap.ts";
import type { Language } from "./language.ts";
import { spanWords } from "./lead.ts";
import { courseLine, nativeChart, showsCourse } from "./native-chart.ts";

/** At most so many members of a breakdown have a line. */
const membersShown = 15;

/**
 * Gives the private answer to `/kpi NAME`: the pace now, beside it the period that was asked for, what stands
 * behind both, and Slack's native chart. For a Slack that refuses the chart, see `withoutNativeCharts`.
 */
export function kpiAnswer<K extends KpiName>(model: AnswerModel<K>, language: Language): Message {
  const { texts, numbers } = language;
  const { kpi, row, asked } = model;
  const header = `${texts.kpis[kpi].name}`;
  const pace = paceParagraph(model, language);
  const askedParagraph = `*${askedLabel(model, language)}*  ${askedWords(model, language)}`;
  const pair = isHalf(kpi) ? pairLine(model, language) : null;
  const breakdown = breakdownOf(model, language);
  const ownTargets = model.by === "acquisition-channel" ? [] : channelTargetLines(model.row, language);
  const agreed = ownTargets.length === 0 ? null : [`*${texts.answer.ownTargets}*`, ...ownTargets].join("\n");
  const told = breakdown.length === 0 ? asked : withoutChannels(asked);
  const details = detailLines(kpi, told, model.mode === "pace" ? "in-flight" : "entered", language);
  const chart = nativeChart(model, language);
  const course = showsCourse(model) ? courseLine(row, language) : null;
  const formula = `${texts.answer.formulaLabel}: ${texts.kpis[kpi].formula({ windowDays: model.windowDays ?? 0 })}`;
  const footer = [
    texts.answer.asOf(numbers.day(model.asOf, true), escapeMrkdwn(model.timeZone)),
    ...freshnessLines(model.freshness, language),
  ].join(" · ");
  const blocks: MessageBlock[] = [
    headerBlock(header),
    sectionBlock(pace),
    sectionBlock(askedParagraph),
    ...(pair === null ? [] : [sectionBlock(pair)]),
    ...(chart === null ? [] : [chart]),
    ...(agreed === null ? [] : [sectionBlock(agreed)]),
    ...(breakdown.length === 0 ? [] : [sectionBlock(breakdown.join("\n"))]),
    ...(details.length === 0 ? [] : [sectionBlock([`*${texts.answer.detail}*`, ...details].join("\n"))]),
    ...answerControls(model, language),
    contextBlock([...(course === null ? [] : [course]), formula, footer]),
  ];
  const text = fallbackText(
    header,
    pace,
    askedParagraph,
    pair ?? "",
    agreed ?? "",
    ...breakdown,
    ...details,
    course ?? "",
    formula,
    footer,
  );
  return { text, blocks };
}

function paceParagraph<K extends KpiName>({ kpi, row }: AnswerModel<K>, language: Language): string {
  const { texts } = language;
  const status = standingWord(row, language);
  const claim = claimWords(kpi, row.current, language);
  const told =
    claim === null
      ? `${readingWords(kpi, row.current, language).text}.`
      : texts.answer.paceLine(
          claim,
          spanWords(kpi, row.spanWeeks, language),
          changeWords(row.current, row.before, language),
        );
  const evidence = texts.answer.evidence(
    casesWords(kpi, row.current, "in-flight", language),
    intervalWords(row.current, language),
  );
  const target = row.target ? ` · ${targetWords(row.current, row.target, language)}` : "";
  return `*${texts.answer.pace} · ${status}*  ${told}\n${evidence}${target}`;
}

function askedLabel({ mode }: AnswerModel, { texts }: Language): string {
  return mode === "cohort" ? texts.answer.cohort : mode === "pace" ? texts.answer.pace : texts.answer.period;
}

function askedWords<K extends KpiName>(model: AnswerModel<K>, language: Language): string {
  const { texts, numbers } = language;
  const { kpi, asked, mode, asOf, windowDays } = model;
  const { answer } = texts;
  const period = numbers.period(asked.period);
  const cases = casesWords(kpi, asked, mode === "pace" ? "in-flight" : "entered", language);
  if (asked.soFar) {
    const { age, value, baseline } = asked.soFar;
    const share = (of: number) =>
      figureWords({ value: of, unit: asked.unit, numerator: null, denominator: null }, language).text;
    const soFar =
      value === null
        ? `${texts.figures.tooEarly}.`
        : answer.soFar({ age, value: share(value), baseline: baseline === null ? null : share(baseline) });
    return `${period}: ${soFar} (${cases})`;
  }
  const interval = intervalWords(asked, language);
  const line = answer.cohortLine({
    period,
    value: readingWords(kpi, asked, language).text,
    windowDays: asked.value === null || mode === "period" ? null : windowDays,
    cases: interval === null ? cases : answer.evidence(cases, interval),
  });
  const stillOpen = asked.period.to > asOf ? answer.stillOpen : null;
  const estimated =
    !asked.mature && mode === "cohort" && asked.value !== null && windowDays !== null
      ? answer.estimated
      : null;
  return [line, stillOpen, estimated].filter(Boolean).join(" ");
}

/** Gives the other half's figure and the verdict on both. */
function pairLine({ kpi, pair }: AnswerModel, language: Language): string {
  const { texts } = language;
  const other = kpi === "mql-to-opportunity" ? "opportunity-to-customer" : "mql-to-opportunity";
  const row = pair[other];
  const claim = claimWords(other, row.current, language);
  const told =
    claim === null
      ? `${texts.kpis[other].name}: ${readingWords(other, row.current, language).text}.`
      : texts.answer.paceLine(
          claim,
          spanWords(other, row.spanWeeks, language),
          changeWords(row.current, row.before, language),
        );
  return `*${texts.digest.pairLabel}*  ${told} ${texts.digest.pairVerdict[pairVerdict(pair)]}`;
}

function breakdownOf<K extends KpiName>(model: AnswerModel<K>, language: Language): readonly string[] {
  const { kpi, by, memberReadings, mode } = model;
  // The detail tells every stage, and every acquisition channel of the revenue mix.
  if (by === null || by === "stage" || kpi === "revenue-mix") return [];
  const counted = mode === "pace" ? "in-flight" : "entered";
  const targets = model.row.channelTargets ?? [];
  return breakdownLines(
    { kpi, by, readings: memberReadings, counted, most: membersShown, targets },
    language,
  );
}

function isHalf(kpi: KpiName): boolean {
  return kpi === "mql-to-opportunity" || kpi === "opportunity-to-customer";
}
