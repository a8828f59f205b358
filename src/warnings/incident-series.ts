import type { Day } from "../funnel/calendar.ts";
import { factKinds } from "../funnel/facts.ts";
import { type KpiName, kpiNames } from "../funnel/readings.ts";
import { weeksOfHistory } from "./calendar-of-history.ts";
import { watchChannels } from "./channel-watch.ts";
import { type WatchedClosings, watchClosings } from "./closings-watch.ts";
import { contentInDeals } from "./content-unused.ts";
import { type Watched, watch } from "./conversion-watch.ts";
import { cycleWatched } from "./cycle-time-longer.ts";
import type { History } from "./history.ts";
import { rules } from "./index.ts";
import { mqlToOpportunityWatched } from "./mql-to-opportunity-drop.ts";
import { winsWatched } from "./opportunity-to-customer-drop.ts";
import { watchFirstDeals } from "./revenue-per-account-drop.ts";
import { factsByWeek } from "./silence.ts";
import { stageWatched } from "./stage-stuck.ts";
import { quantileOf } from "./statistics/quantiles.ts";
import { hazards } from "./statistics/risk-table.ts";
import { ageBy } from "./statistics/stays.ts";
import { endOf, type Weeks, weekOf } from "./statistics/weeks.ts";
import { takeUpShares } from "./take-up-share.ts";
import type { EvidenceUnit, Warning } from "./warning.ts";

/** A figure over some weeks that end on a day, beside what was to be expected. */
export interface SeriesPoint {
  /** The last of its days. */
  readonly day: Day;
  readonly observed: number | null;
  readonly expected: number | null;
}

export interface Series {
  readonly unit: EvidenceUnit;
  /** By day, oldest first. */
  readonly points: readonly SeriesPoint[];
  /** What the teams agreed for it. */
  readonly target?: SeriesTarget | null;
}

export interface SeriesTarget {
  /** In the unit of the points, one for each of them; null where nothing was agreed. */
  readonly values: readonly (number | null)[];
}

const weeksShown = 26;
/** Single weeks jump about; so many together are a line. */
const joined = 4;
/** First deals are few. */
const quarter = 13;

/**
 * Gives what a rule saw in the last half year, as it judged it: four weeks together (acquisition channels: the quarter
 * that they are judged by), the newest last. Null for rules whose KPI tells it better.
 */
export function seriesOf(history: History, { rule, subject, reason }: Warning): Series | null {
  switch (rule) {
    case "mql-to-opportunity-drop":
      return opportunities(history);
    case "opportunity-to-customer-drop":
      return closings(history, winsWatched(history, "fall"));
    case "handoff-imbalance":
      // Each of the two is told by the half that fell.
      if (reason.key === "gate-raised") return opportunities(history);
      return reason.key === "pushed-through" ? closings(history, winsWatched(history, "fall")) : null;
    case "content-unused":
      return reason.key === "content-in-deals-fell" ? closings(history, contentInDeals(history)) : null;
    case "revenue-per-account-drop":
      return firstDeals(history);
    case "cycle-time-longer":
      return stays(history, cycleWatched(history, "longer"));
    case "stage-stuck":
      return stays(history, stageWatched(history, subject ?? ""));
    case "channel-neglected":
      return shares(history, subject ?? "");
    case "channel-not-attracting":
      return volumes(history, subject ?? "");
    case "data-stale":
      return deliveries(history, subject ?? "");
    default:
      return null;
  }
}

/** Gives the KPI whose course an incident's chart draws where its rule counted nothing of its own; null: there is none. */
export function kpiDrawn({ rule, reason }: Warning): KpiName | null {
  if (reason.key === "half-fails-target") return reason.failing;
  const swinging = reason.key === "swings" && reason.inStep ? reason.step : null;
  return kpiNames.find((kpi) => kpi === swinging) ?? rules.find(({ name }) => name === rule)?.kpi ?? null;
}

function opportunities(history: History): Series {
  const { weeks, standings } = watch(history, mqlToOpportunityWatched(history, "fall"));
  return counts(weeks, standings);
}

function closings(history: History, watched: WatchedClosings): Series {
  const { weeks, standings } = watchClosings(history, watched);
  return counts(weeks, standings);
}

/** What a first deal typically was in the quarter that ends with a week. */
function firstDeals(history: History): Series {
  const { weeks, typicalAt } = watchFirstDeals(history);
  return series("money", weeks, (week) => typicalAt(week, quarter));
}

interface Counted {
  readonly observed: number;
  readonly expected: number;
  readonly baseline: unknown;
}

function counts(weeks: Weeks, standings: readonly Counted[]): Series {
  return series("count", weeks, (week) => {
    const together = standings.slice(Math.max(0, week - joined + 1), week + 1);
    if (together.length < joined || together.some(({ baseline }) => baseline === null)) return null;
    return {
      observed: together.reduce((sum, { observed }) => sum + observed, 0),
      expected: together.reduce((sum, { expected }) => sum + expected, 0),
    };
  });
}

/** The days by which half have left. */
function stays(history: History, watched: Watched): Series {
  const { weeks, table, idle, standings } = watch(history, watched);
  return series("days", weeks, (week) => {
    const baseline = standings[week]?.baseline ?? null;
    if (baseline === null) return null;
    const together = Array.from({ length: joined }, (_, back) => week - back).filter(
      (at) => at >= 0 && !idle(at),
    );
    const now = hazards(table, together).map((hazard, age) => hazard ?? baseline.hazard[age] ?? null);
    return { observed: ageBy(now, 0.5), expected: ageBy(baseline.hazard, 0.5) };
  });
}

function shares(history: History, member: string): Series {
  const { weeks, standingAt } = watchChannels(history);
  const shareIn = takeUpShares(history, member);
  return series("ratio", weeks, (week) => {
    const { spans, figures } = standingAt(member, week);
    if (spans === null || figures === null) return null;
    const { before, now } = shareIn(spans);
    return { observed: now, expected: before };
  });
}

function volumes(history: History, member: string): Series {
  const { weeks, standingAt } = watchChannels(history);
  return series("count", weeks, (week) => standingAt(member, week).figures?.volume ?? null);
}

const weeksUsual = 13;

/** Facts of each week, of the kinds that a source delivers, beside the median of the weeks before its silence. */
function deliveries(history: History, subject: string): Series {
  const weeks = weeksOfHistory(history);
  const stale = history.staleSources.filter(({ source }) => source === subject);
  const kinds =
    stale.length > 0 ? stale.flatMap((source) => source.kinds) : factKinds.filter((kind) => kind === subject);
  const facts = factsByWeek(history, weeks, [...new Set(kinds)]);
  const usual = (week: number) => quantileOf(facts.slice(Math.max(0, week - weeksUsual), week), 0.5);
  const since = stale.at(-1)?.lastReceived;
  const silentFrom = since === undefined ? weeks.count : weekOf(weeks, since);
  return series("count", weeks, (week) => ({
    observed: facts[week] ?? null,
    expected: usual(Math.min(week, silentFrom)),
  }));
}

function series(
  unit: EvidenceUnit,
  weeks: Weeks,
  at: (week: number) => Pick<SeriesPoint, "observed" | "expected"> | null,
): Series {
  const first = Math.max(0, weeks.count - weeksShown);
  return {
    unit,
    points: Array.from({ length: weeks.count - first }, (_, index) => first + index).map((week) => {
      const found = at(week);
      return {
        day: endOf(weeks, week) - 1,
        observed: found?.observed ?? null,
        expected: found?.expected ?? null,
      };
    }),
  };
}
