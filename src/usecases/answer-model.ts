import { UserError } from "../errors.ts";
import { type Day, startOfWeek } from "../funnel/calendar.ts";
import { dimensions } from "../funnel/cells.ts";
import { type Period, periodAround } from "../funnel/period.ts";
import { type KpiName, type Mode, modes } from "../funnel/readings.ts";
import type { Settings } from "../funnel/settings.ts";
import { kpis } from "../kpis/index.ts";
import type { AnswerModel, Asked } from "../messages/answer-model.ts";
import type { DigestModel, ReadingOf } from "../messages/digest-model.ts";
import { languageOf } from "../messages/language.ts";
import type { Store } from "../store/database.ts";
import type { Ask } from "./ask.ts";
import { windowOf } from "./chart-requests.ts";
import { digestModel } from "./compose-digest.ts";
import { contextOn } from "./digest-context.ts";
import type { Breakdown, KpiQuestion } from "./kpi-question.ts";
import { largestFirst, readKpis } from "./read-kpis.ts";
import { refresh } from "./refresh.ts";

/** What an answer about one KPI is made of: its own model, and the digest's of the same day for its picture. */
export interface KpiAnswerModel {
  readonly answer: AnswerModel;
  readonly digest: DigestModel;
}

/** Gives all seven as of a day, with the newest facts in it. */
export async function sevenAsOf(store: Store, ask: Ask, asked: Day = ask.today): Promise<DigestModel> {
  await refresh(store, ask, ask.now);
  const asOf = Math.min(asked, ask.today);
  const context = await contextOn(store, ask, asOf);
  return digestModel(store, ask, { ...context, asOf, locale: ask.locale, now: ask.now });
}

/** Gives what the answer to a question says. Throws `no-such-breakdown`. */
export async function kpiAnswerModel(store: Store, ask: Ask, question: KpiQuestion): Promise<KpiAnswerModel> {
  const { settings } = ask;
  const { kpi } = question;
  const request = readingRequest(ask, question);
  const digest = await sevenAsOf(store, ask, request.asOf);
  const [reading] = await readKpis(store, request);
  if (!reading) throw new Error(`No reading of ${kpi} was made`);
  const dimension = dimensions.find((each) => each === question.by);
  const members = dimension === undefined ? [] : await readKpis(store, { ...request, by: dimension });
  // A reading's detail is its KPI's own: these were asked of this very KPI.
  const asked = reading as ReadingOf<KpiName>;
  const memberReadings = largestFirst(members as readonly ReadingOf<KpiName>[]);
  const answer: AnswerModel = {
    ...askedOf(ask, question, digest),
    row: digest.rows[kpi],
    asked,
    windowDays: windowOf(kpi, settings) || null,
    memberReadings,
    members: memberNames(question, asked, memberReadings),
    pair: digest.rows,
  };
  return { answer, digest };
}

/** Gives what is to be read for a question. Throws `no-such-breakdown`. */
export function readingRequest(ask: Ask, question: KpiQuestion) {
  const { settings } = ask;
  const { kpi, by } = question;
  if (by !== undefined && !breakdownsOf(kpi).includes(by)) throw noSuchBreakdown(ask, kpi, by);
  const mode = question.mode ?? defaultMode(kpi, settings);
  // An old button may look from a day that its workspace's time zone has not reached.
  const asOf = Math.min(question.asOf ?? ask.today, ask.today);
  return {
    workspaceId: ask.workspaceId,
    settings,
    names: [kpi],
    range: question.period ?? defaultPeriod(kpi, asOf, settings),
    grain: "none" as const,
    mode: kpis[kpi].modes.some((known) => known === mode) ? mode : "pace",
    asOf,
  };
}

/** Gives what every answer to a question keeps of it. */
export function askedOf(
  ask: Ask,
  question: KpiQuestion,
  { freshness }: Pick<DigestModel, "freshness">,
): Omit<Asked, "members"> {
  const { settings } = ask;
  const { kpi, by = null } = question;
  const { asOf, mode, range } = readingRequest(ask, question);
  return {
    kpi,
    asOf,
    mode,
    by,
    timeZone: settings.timeZone,
    period: range,
    defaultPeriod: defaultPeriod(kpi, asOf, settings),
    calendar: settings,
    breakdowns: breakdownsOf(kpi),
    freshness,
  };
}

/** Gives the breakdowns that make sense for a KPI. */
export function breakdownsOf(kpi: KpiName): readonly Breakdown[] {
  return [...kpis[kpi].dimensions, ...(kpi === "cycle-time" ? (["stage"] as const) : [])];
}

function noSuchBreakdown({ locale, settings }: Ask, kpi: KpiName, by: Breakdown): UserError {
  const { controls } = languageOf(locale, settings).texts;
  return new UserError({
    code: "no-such-breakdown",
    ...controls.noSuchBreakdown(kpi, by, breakdownsOf(kpi)),
  });
}

function memberNames(
  { by }: KpiQuestion,
  asked: ReadingOf<KpiName>,
  readings: readonly ReadingOf<KpiName>[],
): readonly string[] {
  if (by === "stage" && "stages" in asked.detail) return asked.detail.stages.map(({ stage }) => stage);
  return readings.flatMap(({ slice }) => (slice.dimension === "total" ? [] : [slice.member]));
}

/** The pace is shown anyway; beside it stand those who entered, or what happened in a period. */
function defaultMode(kpi: KpiName, settings: Settings): Mode {
  return windowOf(kpi, settings) > 0 ? modes[0] : modes[1];
}

/**
 * The newest whole weeks, as many as the KPI's span has, whose entries have all had their whole window; for figures
 * without a window the last whole quarter, or month for content, which moves faster.
 */
function defaultPeriod(kpi: KpiName, asOf: Day, settings: Settings): Period {
  const window = windowOf(kpi, settings);
  if (window > 0) {
    const to = startOfWeek(asOf - window, settings.weekStart);
    return { from: to - settings.spans[kpi] * 7, to };
  }
  const grain = kpi === "content-used" ? "month" : "quarter";
  return periodAround(periodAround(asOf, grain, settings).from - 1, grain, settings);
}
