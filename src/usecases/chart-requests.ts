import type { BarRow } from "../charts/bar-rows.ts";
import type { RatioLineModel, RatioPoint } from "../charts/ratio-line.ts";
import type { AxisFormat } from "../charts/scale.ts";
import type { ScorecardGroup, ScorecardRow } from "../charts/scorecard.ts";
import type { ChartRequest } from "../charts/specification.ts";
import type { Tone } from "../charts/theme.ts";
import type { Day } from "../funnel/calendar.ts";
import type { AccountsRevenue } from "../funnel/cells.ts";
import type { KpiName } from "../funnel/readings.ts";
import type { Settings } from "../funnel/settings.ts";
import { channelTargetParts } from "../messages/channel-targets.ts";
import { scorecardTitle } from "../messages/digest-alt.ts";
import type { DigestModel, DigestRow, Standing } from "../messages/digest-model.ts";
import { plainName } from "../messages/escape.ts";
import {
  agreedWords,
  changeWords,
  figureWords,
  readingWords,
  rowTitle,
  standingWord,
} from "../messages/figures.ts";
import type { Language } from "../messages/language.ts";
import { intlLocale } from "../messages/numbers.ts";

/** Gives every chart that a digest can show, by the name of its place in the message, with all its words. */
export function digestCharts(
  model: DigestModel,
  settings: Settings,
  language: Language,
): ReadonlyMap<string, ChartRequest> {
  const { rows } = model;
  const context = { model, settings, language };
  return new Map<string, ChartRequest>([
    ["scorecard", scorecardRequest(model, language)],
    ["mql-to-opportunity", ratioRequest(rows["mql-to-opportunity"], context)],
    ["opportunity-to-customer", ratioRequest(rows["opportunity-to-customer"], context)],
    ["end-to-end", ratioRequest(rows["end-to-end"], context)],
    ["cycle-time", cycleTimeRequest(rows["cycle-time"], context)],
    ["revenue-mix", revenueMixRequest(rows["revenue-mix"], context)],
    ["content-used", ratioRequest(rows["content-used"], context)],
    ["revenue-per-account", revenuePerAccountRequest(rows["revenue-per-account"], context)],
  ]);
}

interface Context {
  readonly model: DigestModel;
  readonly settings: Settings;
  readonly language: Language;
}

const tones: Readonly<Record<Standing, Tone>> = {
  worse: "bad",
  unstable: "bad",
  better: "good",
  steady: "neutral",
  unjudged: "unknown",
  "too-early": "unknown",
  "no-data": "unknown",
};

function scorecardRequest(model: DigestModel, language: Language): ChartRequest {
  const { rows, week } = model;
  const { texts, numbers } = language;
  const bySpan = Map.groupBy(model.kpis, (kpi) => rows[kpi].spanWeeks);
  const groups = [...bySpan]
    .toSorted(([a], [b]) => a - b)
    .map(([weeks, kpis]): ScorecardGroup => {
      const from = week.to - weeks * 7;
      return {
        caption: texts.spans.lastCaption(weeks),
        detail: `${numbers.period({ from, to: week.to })}, ${texts.spans.changeAgainst(weeks)}`,
        rows: kpis.map((kpi) => scorecardRow(rows[kpi], language)),
      };
    });
  return {
    kind: "scorecard",
    model: { title: scorecardTitle(model, language), subtitle: "", emptyText: texts.charts.empty, groups },
  };
}

function scorecardRow(row: DigestRow, language: Language): ScorecardRow {
  const value = readingWords(row.kpi, row.current, language);
  const change = changeWords(row.current, row.before, language);
  return {
    label: language.texts.kpis[row.kpi].name,
    series: row.series.map(({ span }) =>
      readingWords(row.kpi, span, language).kind === "value" ? span.value : null,
    ),
    valueText: value.kind === "none" ? null : value.text,
    changeText: value.kind === "none" ? value.text : (change ?? ""),
    statusText: standingWord(row, language),
    tone: tones[row.judgement.standing],
  };
}

function headerOf<K extends KpiName>(row: DigestRow<K>, { model, language }: Context) {
  const { texts } = language;
  const top = model.contributors.find(({ kpi, share }) => kpi === row.kpi && share >= 0.5);
  const title = rowTitle(row, language);
  const carried =
    top && row.judgement.standing === "worse"
      ? texts.charts.carries(title, plainName(top.acquisitionChannel, texts.figures.unknownName, 30))
      : title;
  return {
    title: carried,
    subtitle: texts.kpis[row.kpi].subtitle({ weeks: row.spanWeeks, windowDays: row.windowDays }),
    emptyText: texts.charts.empty,
  };
}

/** Gives a conversion's age limit in days; 0 for the KPIs that have none. */
export function windowOf(kpi: KpiName, { windows }: Settings): number {
  switch (kpi) {
    case "end-to-end":
      return windows.endToEnd;
    case "mql-to-opportunity":
      return windows.mqlToOpportunity;
    case "opportunity-to-customer":
      return windows.opportunityToCustomer;
    default:
      return 0;
  }
}

type RatioKpi = "end-to-end" | "mql-to-opportunity" | "opportunity-to-customer" | "content-used";

function ratioRequest<K extends RatioKpi>(row: DigestRow<K>, context: Context): ChartRequest {
  const { language } = context;
  const shown = (reading: DigestRow<K>["current"]) =>
    readingWords(row.kpi, reading, language).kind === "value" ? reading.value : null;
  return {
    kind: "ratio-line",
    model: {
      ...headerOf(row, context),
      axis: axisOf({ style: "percent" }, language),
      points: row.series.map(
        ({ weekEnd, span, week }): RatioPoint => ({
          day: lastDayOf(weekEnd),
          value: shown(span),
          // An asset used in a month is seldom used in each of its weeks: single weeks would lie below the line.
          weekly: row.kpi === "content-used" ? null : shown(week),
          low: shown(span) === null ? null : span.low,
          high: shown(span) === null ? null : span.high,
          mature: span.mature,
        }),
      ),
      target: targetMark(row, language),
      annotations: annotationsOf(context),
      last: { text: readingWords(row.kpi, row.current, language).text, note: null },
      immatureText: language.texts.charts.immature,
      ownTargets: ownTargetRows(row, language),
    },
  };
}

const channelsDrawn = 8;

/** A row for each acquisition channel with a target of its own, which is the mark across its bar. */
function ownTargetRows(row: DigestRow, language: Language): RatioLineModel["ownTargets"] {
  const { texts } = language;
  const rows = (row.channelTargets ?? []).slice(0, channelsDrawn).map((standing): BarRow => {
    const { acquisitionChannel, target, current } = standing;
    const { figure, agreed, missed } = channelTargetParts(row, standing, language);
    return {
      label: plainName(acquisitionChannel, texts.figures.unknownName, 30),
      value: figure?.kind === "value" ? (current?.value ?? null) : null,
      previous: target.kind === "band" ? target.low : target.value,
      valueText: figure?.text ?? texts.figures.noData,
      countText: agreed,
      changeText: missed,
      tone: "neutral",
    };
  });
  if (rows.length === 0) return null;
  return { caption: texts.charts.ownTargets, detail: texts.charts.ownTargetsDetail, rows };
}

function targetMark(row: DigestRow, language: Language): RatioLineModel["target"] {
  const { target } = row;
  if (!target) return null;
  const text = agreedWords(target, row.current.unit, language);
  return target.kind === "band"
    ? { kind: "band", low: target.low, high: target.high, text }
    : { kind: "line", value: target.value, text };
}

function cycleTimeRequest(row: DigestRow<"cycle-time">, context: Context): ChartRequest {
  const { language } = context;
  const { texts, numbers } = language;
  const { current } = row;
  const days = (value: number | null) => (value === null ? texts.figures.noData : numbers.days(value));
  const worse = row.judgement.standing === "worse";
  return {
    kind: "cycle-time",
    model: {
      ...headerOf(row, context),
      axis: axisOf({ maximumFractionDigits: 0 }, language),
      points: row.series.map(({ weekEnd, span }) => ({
        day: lastDayOf(weekEnd),
        median: span.value,
        p80: span.detail.p80,
      })),
      annotations: annotationsOf(context),
      target: targetMark(row, language),
      median: { text: days(current.value), note: texts.charts.median },
      p80: { text: days(current.detail.p80), note: texts.charts.p80 },
      stagesCaption: texts.charts.stages,
      stagesDetail: texts.charts.stagesDetail,
      stages: current.detail.stages.slice(0, 8).map((stage) => {
        const grew = worse && current.detail.grewMost?.stage === stage.stage;
        return {
          label: plainName(stage.stage, texts.figures.unknownName, 30),
          value: stage.median,
          previous: stage.before,
          valueText: days(stage.median),
          countText: `${numbers.count(stage.count)}`,
          changeText:
            grew && stage.median !== null && stage.before !== null
              ? numbers.signedDays(stage.median - stage.before)
              : null,
          tone: grew ? "bad" : "neutral",
        };
      }),
    },
  };
}

function revenueMixRequest(row: DigestRow<"revenue-mix">, context: Context): ChartRequest {
  const { texts } = context.language;
  const channels = row.current.detail.acquisitionChannels.filter(({ share, leads }) => share || leads > 0);
  return {
    kind: "revenue-mix",
    model: {
      ...headerOf(row, context),
      channels: channels.map(({ acquisitionChannel, share, leadShare, finding }) => ({
        name: plainName(acquisitionChannel, texts.figures.unknownName, 30),
        revenueShare: share ?? 0,
        leadShare,
        finding: finding && { text: texts.charts.findings[finding], tone: "bad" },
      })),
      othersText: texts.charts.others(Math.max(0, channels.length - 7)),
      share: axisOf({ style: "percent" }, context.language),
      revenueWord: texts.charts.ofRevenue,
      leadWord: texts.charts.ofLeads,
    },
  };
}

function revenuePerAccountRequest(row: DigestRow<"revenue-per-account">, context: Context): ChartRequest {
  const { language, settings } = context;
  const { texts, numbers } = language;
  const money = (value: number | null) => (value === null ? texts.figures.noData : numbers.money(value));
  const { detail } = row.current;
  const accounts = (label: string, now: AccountsRevenue, before: AccountsRevenue) => ({
    label,
    value: now.value,
    previous: before.value,
    valueText: money(now.value),
    countText: texts.charts.accountCount(now.accounts),
    changeText: null,
    tone: "neutral" as const,
  });
  return {
    kind: "money-bars",
    model: {
      ...headerOf(row, context),
      axis: axisOf({ style: "currency", currency: settings.currency, notation: "compact" }, language),
      periods: row.spans.map((span) => ({
        label: texts.charts.untilDay(numbers.shortDay(lastDayOf(span.period.to))),
        mean: span.value,
        median: span.detail.median,
      })),
      mean: {
        text: figureWords(row.current, language).text,
        note: texts.charts.mean,
      },
      median: { text: money(detail.median), note: texts.charts.median },
      target: targetMark(row, language),
      accountsCaption: texts.charts.accounts,
      accountsDetail: texts.charts.accountsDetail,
      accounts: [
        accounts(texts.charts.newAccounts, detail.new, row.before.detail.new),
        accounts(texts.charts.existingAccounts, detail.existing, row.before.detail.existing),
      ],
    },
  };
}

function axisOf(options: Intl.NumberFormatOptions, { locale }: Language): AxisFormat {
  return { locale: intlLocale(locale), options };
}

function annotationsOf({ model, language }: Context) {
  return model.annotations.map(({ day, text }) => ({
    day,
    text: plainName(text, language.texts.figures.unknownName, 40),
  }));
}

/** A week's or span's last day, which is what people call its end. */
function lastDayOf(end: Day): Day {
  return end - 1;
}
