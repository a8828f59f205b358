import { cellsOf, type EntryMeasure, type Snapshot, unknownMember } from "../funnel/cells.ts";
import { bulkDay, heldWeeks, weeksOfHistory } from "./calendar-of-history.ts";
import type { History } from "./history.ts";
import { revenueByWeek } from "./revenue-by-week.ts";
import type { Rule } from "./rule.ts";
import { dispersion } from "./statistics/baseline.ts";
import {
  type ChannelFigures,
  type Compared,
  type Diagnosis,
  diagnose,
  type Gates,
} from "./statistics/channel-diagnosis.ts";
import { type OpenRun, openRuns } from "./statistics/episodes.ts";
import { hazardBaseline } from "./statistics/observed-expected.ts";
import { observedExpected, type RiskTable, riskTable, shareOf } from "./statistics/risk-table.ts";
import type { Weeks } from "./statistics/weeks.ts";

/** The last weeks that count, and the year of weeks before them. */
export interface Spans {
  readonly now: readonly number[];
  readonly before: readonly number[];
}

const nowWeeks = 13;
const beforeWeeks = 52;
const fewestBefore = 26;
/** With fewer MQLs to be expected there is nothing to tell. */
const fewestExpected = 20;
const mostUnknownRevenue = 0.3;

/** One acquisition channel as it stood at the end of a week; null figures: too little to tell. */
export interface ChannelStanding {
  readonly member: string;
  readonly spans: Spans | null;
  readonly figures: ChannelFigures | null;
}

export interface ChannelWatch {
  readonly weeks: Weeks;
  readonly members: readonly string[];
  standingAt(member: string, week: number): ChannelStanding;
}

interface Tables {
  readonly converted: RiskTable;
  readonly worked: RiskTable;
  /** MQLs of each week. */
  readonly volume: readonly number[];
}

/** Gives the watch over all acquisition channels; unknown ones are no channel. */
export function watchChannels(history: History): ChannelWatch {
  const weeks = weeksOfHistory(history);
  const tables = new Map<string, Tables>();
  for (const snapshot of history.acquisitionChannels) {
    if (snapshot.slice.dimension !== "total")
      tables.set(snapshot.slice.member, tablesOf(history, snapshot, weeks));
  }
  const whole = tablesOf(history, history.total, weeks).volume;
  const members = [...tables.keys()].filter((member) => member !== unknownMember);
  const clouded = unknownRevenue(history, weeks);
  const standingAt = (member: string, week: number): ChannelStanding => {
    const own = tables.get(member);
    const spans = spansOf(weeks, week, whole);
    const figures = own && spans && !clouded[week] ? figuresOf(own, whole, spans, history.hasTouches) : null;
    return { member, spans, figures };
  };
  return { weeks, members, standingAt };
}

function tablesOf(history: History, snapshot: Snapshot, weeks: Weeks): Tables {
  const { windows } = history.settings;
  const table = (measure: EntryMeasure, limitDays: number) =>
    riskTable(cellsOf(snapshot, measure), weeks, {
      limitDays,
      ending: "converted",
      skip: bulkDay(history, measure),
    });
  const converted = table("mql-to-opportunity", windows.mqlToOpportunity);
  return {
    converted,
    worked: table("mql-to-worked", windows.mqlToWorked),
    volume: Array.from({ length: weeks.count }, (_, week) => converted.atRisk[week * converted.ages] ?? 0),
  };
}

function spansOf(weeks: Weeks, week: number, whole: readonly number[]): Spans | null {
  const first = whole.findIndex((count) => count > 0);
  if (first < 0) return null;
  const counting = (from: number, through: number) =>
    Array.from({ length: Math.max(0, through - from + 1) }, (_, index) => from + index).filter(
      (at) => at >= first && !weeks.quiet[at],
    );
  const now = counting(week - nowWeeks + 1, week);
  const before = counting(week - nowWeeks - beforeWeeks + 1, week - nowWeeks);
  return before.length < fewestBefore ? null : { now, before };
}

function figuresOf(
  own: Tables,
  whole: readonly number[],
  spans: Spans,
  hasTouches: boolean,
): ChannelFigures | null {
  const volume = volumeOf(own.volume, whole, spans);
  const converted = conversionOf(own.converted, spans);
  if (volume.expected < fewestExpected || converted === null) return null;
  return { volume, converted, worked: hasTouches ? conversionOf(own.worked, spans) : null };
}

/** MQLs beside what the other channels' way since then lets expect, so that a season is no finding. */
function volumeOf(own: readonly number[], whole: readonly number[], { now, before }: Spans): Compared {
  const sum = (counts: readonly number[], of: readonly number[]) =>
    of.reduce((all, week) => all + (counts[week] ?? 0), 0);
  const observed = sum(own, now);
  const ownBefore = sum(own, before);
  const othersBefore = sum(whole, before) - ownBefore;
  const share = ownBefore / Math.max(1, ownBefore + othersBefore);
  const perWeek = (ownBefore / before.length) * now.length;
  // A channel that did not shrink attracts as it did, however the others grew.
  const season =
    othersBefore > 0 ? (sum(whole, now) - observed) / othersBefore / (now.length / before.length) : 1;
  const past = before.map((week) => {
    const all = whole[week] ?? 0;
    const alone = othersBefore === 0;
    const expected = alone ? ownBefore / before.length : all * share;
    return { observed: own[week] ?? 0, expected, variance: alone ? expected : expected * (1 - share) };
  });
  return { observed, expected: perWeek * Math.min(1, season), dispersion: dispersion(past) };
}

/** Events of the last weeks beside what the year before lets expect of the same entries at the same ages. */
function conversionOf(table: RiskTable, { now, before }: Spans): Compared | null {
  const baseline = hazardBaseline(table, before);
  if (baseline === null) return null;
  let observed = 0;
  let expected = 0;
  for (const week of now) {
    const here = observedExpected(table, week, baseline.hazard);
    observed += here.observed;
    expected += here.expected;
  }
  // Where most convert anyway, chance has less room.
  return {
    observed,
    expected,
    dispersion: baseline.dispersion * Math.max(0.2, 1 - shareOf(baseline.hazard)),
  };
}

function unknownRevenue(history: History, weeks: Weeks): readonly boolean[] {
  const byMember = revenueByWeek(history, weeks);
  const sum = (revenue: readonly number[], week: number) =>
    revenue.slice(Math.max(0, week - nowWeeks + 1), week + 1).reduce((all, amount) => all + amount, 0);
  return Array.from({ length: weeks.count }, (_, week) => {
    let whole = 0;
    let unknown = 0;
    for (const [member, revenue] of byMember) {
      const amount = sum(revenue, week);
      whole += amount;
      if (member === unknownMember) unknown = amount;
    }
    return unknown > mostUnknownRevenue * whole;
  });
}

export interface DiagnosisRules {
  readonly rule: Rule;
  readonly diagnoses: readonly Diagnosis[];
  /** How far a channel's figures must have fallen to matter. */
  gatesOf(member: string): Gates;
  /** Whether the channel has recovered. */
  readonly recovered: (figures: ChannelFigures) => boolean;
}

/** A diagnosis opens when it was the same for two weeks. */
const weeksToOpen = 2;

/** Gives the runs in which each channel had one of the diagnoses. */
export function diagnosedRuns(
  history: History,
  { rule, diagnoses, gatesOf, recovered }: DiagnosisRules,
): readonly (OpenRun & { readonly subject: string })[] {
  const { weeks, members, standingAt } = watchChannels(history);
  const held = heldWeeks(history, weeks, rule.kinds);
  return members.flatMap((member) => {
    const gates = gatesOf(member);
    let open = false;
    let found = 0;
    const opens = Array.from({ length: weeks.count }, (_, week) => {
      if (held[week] || weeks.quiet[week]) return open;
      const { figures } = standingAt(member, week);
      if (figures === null) return open;
      const diagnosis = diagnose(figures, members.length, gates);
      found = diagnosis !== null && diagnoses.includes(diagnosis) ? found + 1 : 0;
      open = open ? !recovered(figures) : found >= weeksToOpen;
      return open;
    });
    return openRuns(weeks, opens).map((run) => ({ subject: member, ...run }));
  });
}
