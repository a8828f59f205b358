import { UserError } from "../errors.ts";
import { type Day, startOfWeek } from "../funnel/calendar.ts";
import { type Dimension, dimensions } from "../funnel/cells.ts";
import { type Period, periodAround } from "../funnel/period.ts";
import { type KpiName, type Mode, modes } from "../funnel/readings.ts";
import type { Settings } from "../funnel/settings.ts";
import { kpis } from "../kpis/index.ts";
import type { AnswerModel } from "../messages/answer-model.ts";
import type { DigestModel, ReadingOf } from "../messages/digest-model.ts";
import type { Store } from "../store/database.ts";
import type { Ask } from "./ask.ts";
import { windowOf } from "./chart-requests.ts";
import { digestModel } from "./compose-digest.ts";
import type { Breakdown, KpiQuestion } from "./kpi-question.ts";
import { readKpis } from "./read-kpis.ts";
import { refresh } from "./refresh.ts";

/** What an answer about one KPI is made of: its own model, and the digest's of the same day for its picture. */
export interface KpiAnswerModel {
  readonly answer: AnswerModel;
  readonly digest: DigestModel;
}

/** Gives all seven as of a day, with the newest facts in it. */
export async function sevenAsOf(store: Store, ask: Ask, asOf: Day = ask.today): Promise<DigestModel> {
  await refresh(store, ask, ask.now);
  return digestModel(store, ask, { asOf, locale: ask.locale, now: ask.now });
}

/** Gives what the answer to a question says. Throws `no-such-breakdown`. */
export async function kpiAnswerModel(
  store: Store,
  ask: Ask,
  question: KpiQuestion & { readonly mode?: Mode },
): Promise<KpiAnswerModel> {
  const { settings } = ask;
  const { kpi, by } = question;
  const dimension = by === undefined ? null : dimensionOf(kpi, by);
  const asOf = question.asOf ?? ask.today;
  const mode = question.mode ?? defaultMode(kpi, settings);
  const digest = await sevenAsOf(store, ask, asOf);
  const request = {
    workspaceId: ask.workspaceId,
    settings,
    names: [kpi],
    range: question.period ?? defaultPeriod(kpi, asOf, settings),
    grain: "none" as const,
    mode: kpis[kpi].modes.some((known) => known === mode) ? mode : "pace",
    asOf,
  };
  const [asked] = await readKpis(store, request);
  if (!asked) throw new Error(`No reading of ${kpi} was made`);
  const members = dimension === null ? [] : await readKpis(store, { ...request, by: dimension });
  const answer: AnswerModel = {
    kpi,
    asOf,
    timeZone: settings.timeZone,
    row: digest.rows[kpi],
    // A reading's detail is its KPI's own: these were asked of this very KPI.
    asked: asked as ReadingOf<KpiName>,
    mode: request.mode,
    windowDays: windowOf(kpi, settings) || null,
    breakdown:
      dimension === null ? null : { by: dimension, readings: members as readonly ReadingOf<KpiName>[] },
    pair: digest.rows,
    freshness: digest.freshness,
  };
  return { answer, digest };
}

function dimensionOf(kpi: KpiName, by: Breakdown): Dimension | null {
  // The cycle time tells every stage whether it is asked to or not.
  if (by === "stage" && kpi === "cycle-time") return null;
  const dimension = dimensions.find((each) => each === by);
  const known: readonly Dimension[] = kpis[kpi].dimensions;
  if (dimension && known.includes(dimension)) return dimension;
  const offered = [...known, ...(kpi === "cycle-time" ? ["stage"] : [])];
  throw new UserError({
    code: "no-such-breakdown",
    what: `${kpi} has no breakdown by ${by}.`,
    next: offered.length === 0 ? "Leave out the breakdown." : `It has: ${offered.join(", ")}.`,
  });
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
