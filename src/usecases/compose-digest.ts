import type { ChartRequest } from "../charts/specification.ts";
import { type Day, startOfWeek } from "../funnel/calendar.ts";
import type { Dimension } from "../funnel/cells.ts";
import type { Period } from "../funnel/period.ts";
import { type KpiName, kpiNames } from "../funnel/readings.ts";
import type { Settings } from "../funnel/settings.ts";
import { type DigestMessage, digestMessage } from "../messages/digest.ts";
import {
  type Annotation,
  type DigestModel,
  type DigestRow,
  type DigestRows,
  type KpiTarget,
  type ReadingOf,
  type Restated,
  toldOrder,
} from "../messages/digest-model.ts";
import { changedWords } from "../messages/figures.ts";
import { languageOf } from "../messages/language.ts";
import type { Locale } from "../messages/numbers.ts";
import type { Store } from "../store/database.ts";
import { channelStandings, type KpiChannelTarget } from "./channel-standings.ts";
import { digestCharts, windowOf } from "./chart-requests.ts";
import { readBreakdown } from "./digest-breakdown.ts";
import type { WorkspaceRules } from "./incidents/workspace-history.ts";
import { judgeKpis } from "./judge-kpis.ts";
import { type Asked, readMany } from "./read-kpis.ts";
import { sourceFreshness } from "./source-freshness.ts";

export interface DigestWorkspace {
  readonly workspaceId: number;
  readonly settings: Settings;
}

/** A figure as an earlier digest posted it: a KPI's pace over the span that ends with a week. */
export interface ReportedFigure
  extends Pick<ReadingOf<KpiName>, "value" | "unit" | "numerator" | "denominator"> {
  readonly kpi: KpiName;
  readonly week: Period;
}

export interface DigestRequest {
  /** The day at whose start we look; the digest is about the last complete week before it. */
  readonly asOf: Day;
  readonly locale: Locale;
  readonly now: Date;
  readonly targets?: readonly { readonly kpi: KpiName; readonly target: KpiTarget }[];
  readonly channelTargets?: readonly KpiChannelTarget[];
  readonly annotations?: readonly Annotation[];
  /** What the workspace changed about the rules that judge the KPIs. */
  readonly rules?: WorkspaceRules;
  /** What the digest before this one said. */
  readonly reported?: readonly ReportedFigure[];
  /** When it was due; a digest that is made more than ten minutes later says so. */
  readonly dueAt?: Date;
  readonly nextRun?: Date;
  /** Those that are told one by one; left out: all seven. */
  readonly kpis?: readonly KpiName[];
  /** What those are broken down by, where they can be. */
  readonly by?: Dimension | null;
}

export interface ComposedDigest {
  readonly model: DigestModel;
  readonly message: DigestMessage;
  /** What to draw, by the name of each chart in the message. */
  readonly charts: ReadonlyMap<string, ChartRequest>;
}

/** Weeks that a line shows, and spans that the bars of KPI 7 show. */
const weeksShown = 26;
const spansShown = 6;
/** A digest that is made so many milliseconds after it was due says so. */
export const lateAfter = 600_000;

/**
 * Gives a digest, ready to draw and to deliver: message, thread and charts from one model, so that they show the
 * same figures. Reads snapshots as they are: refresh them first.
 */
export async function composeDigest(
  store: Store,
  workspace: DigestWorkspace,
  request: DigestRequest,
): Promise<ComposedDigest> {
  return digestOf(await digestModel(store, workspace, request), workspace.settings, request.locale);
}

/** Gives the digest of a model: its message and what to draw. */
export function digestOf(model: DigestModel, settings: Settings, locale: Locale): ComposedDigest {
  const language = languageOf(locale, settings);
  const charts = digestCharts(model, settings, language);
  const message = digestMessage(model, language);
  return { model, message, charts: new Map([...charts].filter(([name]) => isPlaced(message, name))) };
}

function isPlaced({ charts }: DigestMessage, name: string): boolean {
  return charts.some((slot) => slot.name === name);
}

/** Gives all that a digest says, before it has words. */
export async function digestModel(
  store: Store,
  { workspaceId, settings }: DigestWorkspace,
  request: DigestRequest,
): Promise<DigestModel> {
  const { asOf, now, dueAt, nextRun } = request;
  const week = lastWholeWeek(asOf, settings);
  const reported = request.reported ?? [];
  const plans = kpiNames.map((kpi) => planOf(kpi, week, settings));
  const asked = plans.flatMap(({ spans, points }) => [...spans, ...points]);
  const restated = reported.map(({ kpi, week: of }): Asked => spanEndingAt(kpi, of.to, settings, false));
  const told = toldOrder.filter((kpi) => !request.kpis?.length || request.kpis.includes(kpi));
  const [readings, judged, freshness, breakdown, channels] = await Promise.all([
    readMany(store, { workspaceId, settings, asOf, asked: [...asked, ...restated] }),
    judgeKpis(store, { ...request.rules, workspaceId, settings, asOf }),
    sourceFreshness(store, workspaceId, week, settings.timeZone),
    request.by ? readBreakdown(store, { workspaceId, settings, asOf, by: request.by, week, told }) : null,
    channelStandings(store, { workspaceId, settings, asOf, week }, request.channelTargets ?? []),
  ]);
  const found = new Map([...asked, ...restated].map((question, index) => [question, readings[index]]));
  const reading = <K extends KpiName>(_kpi: K, question: Asked): ReadingOf<K> => {
    const answer = found.get(question);
    if (!answer) throw new Error(`No reading of ${question.kpi} was made.`);
    // A reading's detail is its KPI's own: `readMany` answered this very question.
    return answer as ReadingOf<K>;
  };
  const rowOf = <K extends KpiName>(kpi: K): DigestRow<K> => {
    const plan = planFor(plans, kpi);
    const spans = plan.spans.map((question) => reading(kpi, question));
    const [before, current] = spans.slice(-2);
    if (!before || !current) throw new Error(`${kpi} needs two spans.`);
    const series = plan.weekEnds.map((weekEnd, index) => ({
      weekEnd,
      span: reading(kpi, at(plan.points, 2 * index)),
      week: reading(kpi, at(plan.points, 2 * index + 1)),
    }));
    return {
      kpi,
      spanWeeks: settings.spans[kpi],
      windowDays: windowOf(kpi, settings),
      before,
      current,
      spans,
      series,
      judgement: judged.judgementOf(kpi, current),
      target: request.targets?.find((target) => target.kpi === kpi)?.target ?? null,
      channelTargets: channels.standingsOf(kpi),
    };
  };
  const rows = Object.fromEntries(kpiNames.map((kpi) => [kpi, rowOf(kpi)])) as unknown as DigestRows;
  const language = languageOf(request.locale, settings);
  return {
    week,
    asOf,
    timeZone: settings.timeZone,
    rows,
    kpis: told,
    breakdown,
    contributors: judged.contributors,
    annotations: request.annotations ?? [],
    freshness,
    restated: reported
      .map(
        ({ kpi, week: of, ...figure }, index): Restated => ({
          kpi,
          week: of,
          reported: figure,
          now: reading(kpi, at(restated, index)),
        }),
      )
      .filter((figure) => changedWords(figure, language)),
    nextRun: nextRun?.getTime() ?? null,
    lateSince: dueAt && now.getTime() - dueAt.getTime() > lateAfter ? dueAt.getTime() : null,
  };
}

/** Gives the last week that had ended when the as-of day began. */
export function lastWholeWeek(asOf: Day, { weekStart }: Pick<Settings, "weekStart">): Period {
  const to = startOfWeek(asOf, weekStart);
  return { from: to - 7, to };
}

interface Plan {
  readonly kpi: KpiName;
  readonly spans: readonly Asked[];
  readonly weekEnds: readonly Day[];
  /** For each week's end: the span, and the week alone. */
  readonly points: readonly Asked[];
}

function planOf(kpi: KpiName, week: Period, settings: Settings): Plan {
  const days = settings.spans[kpi] * 7;
  const spans = kpi === "revenue-per-account" ? spansShown : 2;
  const weekEnds = Array.from({ length: weeksShown }, (_, index) => week.to - 7 * (weeksShown - 1 - index));
  return {
    kpi,
    weekEnds,
    spans: Array.from({ length: spans }, (_, index) =>
      spanEndingAt(kpi, week.to - days * (spans - 1 - index), settings, true),
    ),
    points: weekEnds.flatMap((end) => [
      spanEndingAt(kpi, end, settings, false),
      { kpi, mode: "pace", channels: false, period: { from: end - 7, to: end } },
    ]),
  };
}

function spanEndingAt(kpi: KpiName, end: Day, settings: Settings, channels: boolean): Asked {
  return { kpi, mode: "pace", channels, period: { from: end - settings.spans[kpi] * 7, to: end } };
}

function planFor(plans: readonly Plan[], kpi: KpiName): Plan {
  const plan = plans.find((each) => each.kpi === kpi);
  if (!plan) throw new Error(`No plan for ${kpi}.`);
  return plan;
}

function at<T>(items: readonly T[], index: number): T {
  const item = items[index];
  if (item === undefined) throw new RangeError(`No item ${index} of ${items.length}.`);
  return item;
}
