import type { Day } from "../funnel/calendar.ts";
import { cellsOf, type ExitMeasure, type Snapshot } from "../funnel/cells.ts";
import type { FactKind } from "../funnel/facts.ts";
import { idleWeeks, weeksOfHistory } from "./calendar-of-history.ts";
import type { History } from "./history.ts";
import {
  type Closings,
  closings,
  closingsDetector,
  type ShareBaseline,
  successesExpected,
} from "./statistics/closings.ts";
import type { GroupChange } from "./statistics/kitagawa.ts";
import { monitor, type Standing } from "./statistics/monitor.ts";
import { type Weeks, weekOf } from "./statistics/weeks.ts";

/** Which closings are watched: the successes among all of them. */
export interface WatchedClosings {
  readonly successes: readonly ExitMeasure[];
  /** Successes and failures together. */
  readonly all: readonly ExitMeasure[];
  readonly ratio: number;
  readonly threshold: number;
  readonly kinds: readonly FactKind[];
}

export interface ClosingsWatch {
  readonly weeks: Weeks;
  readonly table: Closings;
  readonly idle: (week: number) => boolean;
  readonly standings: readonly Standing<ShareBaseline>[];
}

/** Gives the watch of a share of closings over the whole history. */
export function watchClosings(history: History, watched: WatchedClosings): ClosingsWatch {
  const weeks = weeksOfHistory(history);
  const idle = idleWeeks(history, weeks, watched.kinds);
  const table = tableOf(history.total, weeks, watched);
  const detector = closingsDetector(table, watched.ratio, (week) => !idle(week));
  return {
    weeks,
    table,
    idle,
    standings: monitor(weeks.count, detector, { threshold: watched.threshold, idle }),
  };
}

function tableOf(snapshot: Snapshot, weeks: Weeks, { successes, all }: WatchedClosings): Closings {
  const cells = (measures: readonly ExitMeasure[]) =>
    measures.flatMap((measure) => cellsOf(snapshot, measure));
  return closings(cells(successes), cells(all), weeks);
}

export interface ClosingsChange {
  readonly standing: Standing<ShareBaseline>;
  readonly fromWeek: number;
  readonly throughWeek: number;
  readonly baseline: ShareBaseline;
  /** Closings, successes among them, and successes to be expected among them. */
  readonly cases: number;
  readonly observed: number;
  readonly expected: number;
}

const fewestWeeks = 4;

/** Gives what the watch saw as of a day since the change began, over at least four weeks; null without a baseline. */
export function closingsChangeAt(
  { weeks, table, idle, standings }: ClosingsWatch,
  on: Day,
): ClosingsChange | null {
  const throughWeek = Math.min(weeks.count, weekOf(weeks, on)) - 1;
  const standing = standings[throughWeek];
  if (!standing || standing.baseline === null) return null;
  const { baseline } = standing;
  const fromWeek = Math.max(0, Math.min(standing.onset ?? throughWeek, throughWeek - fewestWeeks + 1));
  let cases = 0;
  let observed = 0;
  let expected = 0;
  for (let week = fromWeek; week <= throughWeek; week++) {
    if (idle(week)) continue;
    const here = successesExpected(table, week, baseline.share);
    cases += here.cases;
    observed += here.observed;
    expected += here.expected;
  }
  return { standing, fromWeek, throughWeek, baseline, cases, observed, expected };
}

/** Gives each acquisition channel's closings and successes in the baseline and in the change. */
export function closingsByChannel(
  history: History,
  watched: WatchedClosings,
  { weeks, idle }: ClosingsWatch,
  { baseline, fromWeek, throughWeek }: ClosingsChange,
): readonly GroupChange[] {
  return history.acquisitionChannels.flatMap((snapshot) => {
    if (snapshot.slice.dimension === "total") return [];
    const table = tableOf(snapshot, weeks, watched);
    const sum = (from: number, through: number, counts: (week: number) => boolean) => {
      let cases = 0;
      let events = 0;
      for (let week = from; week <= through; week++) {
        if (!counts(week)) continue;
        const here = successesExpected(table, week, baseline.share);
        cases += here.cases;
        events += here.observed;
      }
      return { cases, events };
    };
    const learnt = new Set(baseline.weeks);
    const before = sum(baseline.weeks[0] ?? 0, baseline.weeks.at(-1) ?? -1, (week) => learnt.has(week));
    const now = sum(fromWeek, throughWeek, (week) => !idle(week));
    return [{ group: snapshot.slice.member, casesBefore: before.cases, eventsBefore: before.events, ...now }];
  });
}
