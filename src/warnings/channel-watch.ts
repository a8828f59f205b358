import { cellsOf, type EntryMeasure, type Snapshot, unknownMember } from "../funnel/cells.ts";
import { bulkDay, heldWeeks, weeksOfHistory } from "./calendar-of-history.ts";
import type { History } from "./history.ts";
import { revenueByWeek } from "./revenue-by-week.ts";
import type { Rule } from "./rule.ts";
import { dispersion, usualVariation } from "./statistics/baseline.ts";
import {
  type ChannelFigures,
  type Compared,
  type Diagnosis,
  diagnose,
  type Gates,
} from "./statistics/channel-diagnosis.ts";
import { type OpenRun, openRuns } from "./statistics/episodes.ts";
import { hazardBaseline } from "./statistics/observed-expected.ts";
import { type RiskTable, riskTable, type Varied, varied } from "./statistics/risk-table.ts";
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

/** Both diagnoses look at the same figures: each history's are made once. */
const watches = new WeakMap<History, ChannelWatch>();

/** Gives the watch over all acquisition channels; unknown ones are no channel. */
export function watchChannels(history: History): ChannelWatch {
  const known = watches.get(history);
  if (known) return known;
  const made = makeWatch(history);
  watches.set(history, made);
  return made;
}

function makeWatch(history: History): ChannelWatch {
  const weeks = weeksOfHistory(history);
  const tables = new Map<string, Tables>();
  for (const snapshot of history.acquisitionChannels) {
    if (snapshot.slice.dimension !== "total")
      tables.set(snapshot.slice.member, tablesOf(history, snapshot, weeks));
  }
  const whole = tablesOf(history, history.total, weeks);
  const members = [...tables.keys()].filter((member) => member !== unknownMember);
  const clouded = unknownRevenue(history, weeks);
  const wholes = new Map<number, Whole | null>();
  const wholeAt = (week: number): Whole | null => {
    const known = wholes.get(week);
    if (known !== undefined) return known;
    const spans = spansOf(weeks, week, whole.volume);
    const found = spans && {
      spans,
      converted: conversionOf(whole.converted, spans),
      worked: history.hasTouches ? conversionOf(whole.worked, spans) : null,
    };
    wholes.set(week, found);
    return found;
  };
  const standings = new Map<string, ChannelStanding>();
  const standingAt = (member: string, week: number): ChannelStanding => {
    const key = `${week} ${member}`;
    const known = standings.get(key);
    if (known) return known;
    const own = tables.get(member);
    const all = wholeAt(week);
    const figures = own && all && !clouded[week] ? figuresOf(own, whole, all) : null;
    const standing = { member, spans: all?.spans ?? null, figures };
    standings.set(key, standing);
    return standing;
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

/** All channels together, over the weeks that are compared. */
interface Whole {
  readonly spans: Spans;
  readonly converted: Compared | null;
  /** Null: nobody records take-up. */
  readonly worked: Compared | null;
}

function figuresOf(own: Tables, whole: Tables, { spans, ...all }: Whole): ChannelFigures | null {
  const volume = volumeOf(own.volume, whole.volume, spans);
  const converted = besideOthers(conversionOf(own.converted, spans), all.converted);
  if (volume === null || volume.expected < fewestExpected || converted === null) return null;
  const worked = all.worked && besideOthers(conversionOf(own.worked, spans), all.worked);
  return { volume, converted, worked };
}

/** What befell all channels alike (holidays, a whole team away) is no diagnosis of one: the others' fall is allowed for. */
function besideOthers(own: Compared | null, whole: Compared | null): Compared | null {
  if (own === null || whole === null) return null;
  // Where one channel is nearly all there is, what befalls it befalls the whole: other rules watch that.
  if (own.expected > mostShare * whole.expected) return null;
  const others = (whole.observed - own.observed) / (whole.expected - own.expected);
  return { ...own, expected: own.expected * Math.min(1, others) };
}

/** The weeks before are themselves a sample: what they let expect is that much less sure. */
function unsureness({ now, before }: Spans): number {
  return 1 + now.length / before.length;
}

/** MQLs beside what the other channels' way since then lets expect, so that a season is no finding. */
function volumeOf(own: readonly number[], whole: readonly number[], spans: Spans): Compared | null {
  const { now, before } = spans;
  const sum = (counts: readonly number[], of: readonly number[]) =>
    of.reduce((all, week) => all + (counts[week] ?? 0), 0);
  const observed = sum(own, now);
  const ownBefore = sum(own, before);
  const othersBefore = sum(whole, before) - ownBefore;
  const share = ownBefore / Math.max(1, ownBefore + othersBefore);
  const perWeek = (ownBefore / before.length) * now.length;
  // With next to no others there is nothing to tell a season by.
  if (share > mostShare) return null;
  const season = (sum(whole, now) - observed) / othersBefore / (now.length / before.length);
  const past = before.map((week) => {
    const expected = (whole[week] ?? 0) * share;
    return { observed: own[week] ?? 0, expected, variance: expected * (1 - share) };
  });
  return {
    observed,
    // A channel that did not shrink attracts as it did, however the others grew.
    expected: perWeek * Math.min(1, season),
    dispersion: dispersion(past, usualVariation.shares) * (unsureness(spans) + share / (1 - share)),
  };
}

const mostShare = 0.9;

/** Events of the last weeks beside what the year before lets expect of the same entries at the same ages. */
function conversionOf(table: RiskTable, spans: Spans): Compared | null {
  const { now, before } = spans;
  const baseline = hazardBaseline(table, before, () => true);
  if (baseline === null) return null;
  const past = before.map((week) => varied(table, week, baseline.hazard));
  const here = now.map((week) => varied(table, week, baseline.hazard));
  const sum = (of: (counted: Varied) => number) => here.reduce((all, counted) => all + of(counted), 0);
  const expected = sum((counted) => counted.expected);
  return {
    observed: sum((counted) => counted.observed),
    expected,
    // Where most convert at once, chance has less room.
    dispersion:
      dispersion(past, usualVariation.shares) *
      unsureness(spans) *
      (expected > 0 ? sum((counted) => counted.variance) / expected : 1),
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
