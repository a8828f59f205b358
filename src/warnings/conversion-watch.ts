import type { Day } from "../funnel/calendar.ts";
import { cellsOf, type EntryMeasure, type Snapshot, type StageMeasure } from "../funnel/cells.ts";
import type { FactKind } from "../funnel/facts.ts";
import { bulkDay, heldWeeks, weeksOfHistory } from "./calendar-of-history.ts";
import type { History } from "./history.ts";
import { changeMonitor } from "./statistics/change-monitor.ts";
import type { GroupChange } from "./statistics/kitagawa.ts";
import { monitor, type Standing } from "./statistics/monitor.ts";
import {
  type HazardBaseline,
  hazardChangeDetector,
  observedExpectedDetector,
} from "./statistics/observed-expected.ts";
import {
  type Counted,
  type Ending,
  hazards,
  observedExpected,
  type RiskTable,
  riskTable,
  shareOf,
} from "./statistics/risk-table.ts";
import { isDisturbed, isUnsettled, type Weeks, weekOf } from "./statistics/weeks.ts";

/** What is watched, for which factor of its hazards, at which threshold. */
export interface Watched {
  readonly measure: EntryMeasure | StageMeasure;
  readonly limitDays: number;
  readonly ending: Ending;
  /** Below 1: looks for a fall (or a slowing); above 1: for a rise. */
  readonly ratio: number;
  readonly threshold: number;
  readonly kinds: readonly FactKind[];
  /** Weeks after the first entries that are too young to learn from. */
  readonly rampWeeks?: number;
  /** Whether a change is looked for among new entries too, where it takes long to show in everything in flight. */
  readonly byEntry?: boolean;
}

/** A measure's history under watch. */
export interface Watch {
  readonly weeks: Weeks;
  readonly table: RiskTable;
  /** Facts of the week were missing: it proves nothing. */
  readonly idle: (week: number) => boolean;
  readonly standings: readonly Standing<HazardBaseline>[];
}

/** Gives the observed/expected watch of a measure over the whole history. */
export function watch(history: History, watched: Watched): Watch {
  const weeks = weeksOfHistory(history);
  const held = heldWeeks(history, weeks, watched.kinds);
  const idle = (week: number) => held[week] === true;
  const table = tableOf(history, history.total, weeks, watched);
  const { ratio, threshold, rampWeeks } = watched;
  const counts = {
    known: (week: number) => !idle(week),
    ordinary: (week: number) => !idle(week) && !isDisturbed(weeks, week),
  };
  const rules = { threshold, idle, joined: (week: number) => isUnsettled(weeks, week) };
  const standings = watched.byEntry
    ? changeMonitor(weeks.count, hazardChangeDetector(table, ratio, counts, rampWeeks), rules)
    : monitor(weeks.count, observedExpectedDetector(table, ratio, counts, rampWeeks), rules);
  return { weeks, table, idle, standings };
}

function tableOf(history: History, snapshot: Snapshot, weeks: Weeks, watched: Watched): RiskTable {
  return riskTable(cellsOf(snapshot, watched.measure), weeks, {
    limitDays: watched.limitDays,
    ending: watched.ending,
    skip: bulkDay(history, watched.measure),
  });
}

/** What a watch saw since the change began, beside the baseline of that time. */
export interface WatchedChange extends Counted {
  readonly standing: Standing<HazardBaseline>;
  /** First and last week looked at; the change's own weeks, and at least the last four. */
  readonly fromWeek: number;
  readonly throughWeek: number;
  readonly baseline: HazardBaseline;
  /** The share that converts (or exits) in the end, at the pace of the baseline and of these weeks. */
  readonly shareBefore: number;
  readonly share: number;
  readonly hazardNow: readonly (number | null)[];
  /** Entries that were at risk in these weeks, each counted once. */
  readonly cases: number;
}

const fewestWeeks = 4;

/** Gives what the watch saw as of a day, from the change's onset (or the week given); null without a baseline. */
export function changeAt(watching: Watch, on: Day, onset?: number): WatchedChange | null {
  const { weeks, table, standings } = watching;
  const throughWeek = Math.min(weeks.count, weekOf(weeks, on)) - 1;
  const standing = standings[throughWeek];
  if (!standing || standing.baseline === null) return null;
  const { baseline } = standing;
  const began = onset ?? standing.onset ?? throughWeek;
  const fromWeek = Math.max(0, Math.min(began, throughWeek - fewestWeeks + 1));
  const enteredFrom = onset === undefined ? standing.enteredFrom : null;
  const counted = countedWeeks(watching, fromWeek, throughWeek);
  let observed = 0;
  let expected = 0;
  for (const week of counted) {
    const here = observedExpected(table, week, baseline.hazard, enteredFrom);
    observed += here.observed;
    expected += here.expected;
  }
  const hazardNow = hazards(table, counted, enteredFrom);
  return {
    standing,
    fromWeek,
    throughWeek,
    baseline,
    observed,
    expected,
    shareBefore: shareOf(baseline.hazard),
    share: shareOf(hazardNow.map((h, age) => h ?? baseline.hazard[age] ?? null)),
    hazardNow,
    cases: casesIn(table, fromWeek, throughWeek, enteredFrom),
  };
}

/** Everyone at risk in the first week, and everyone who entered after it; entered since then only, where they alone count. */
function casesIn(
  { ages, atRisk }: RiskTable,
  from: number,
  through: number,
  enteredFrom: number | null,
): number {
  let cases = 0;
  const oldest = enteredFrom === null ? ages - 1 : Math.min(ages - 1, from - enteredFrom);
  for (let age = 0; age <= oldest; age++) cases += atRisk[from * ages + age] ?? 0;
  for (let week = from + 1; week <= through; week++) cases += atRisk[week * ages] ?? 0;
  return cases;
}

/**
 * Gives each acquisition channel's cases and events in the baseline and in the change. Cases are weighed by what the
 * whole baseline lets expect of them, so that rates are those of full windows and young entries count for little.
 */
export function channelChanges(
  history: History,
  watched: Watched,
  watching: Watch,
  change: WatchedChange,
): readonly GroupChange[] {
  const { weeks } = watching;
  const { baseline, fromWeek, throughWeek, shareBefore } = change;
  const now = countedWeeks(watching, fromWeek, throughWeek);
  return history.acquisitionChannels.flatMap((snapshot) => {
    if (snapshot.slice.dimension === "total") return [];
    const table = tableOf(history, snapshot, weeks, watched);
    const sum = (of: readonly number[]) =>
      of.reduce(
        (all, week) => {
          const { observed, expected } = observedExpected(table, week, baseline.hazard);
          return { events: all.events + observed, cases: all.cases + expected / shareBefore };
        },
        { events: 0, cases: 0 },
      );
    const before = sum(baseline.weeks);
    const after = sum(now);
    return [
      {
        group: snapshot.slice.member,
        casesBefore: before.cases,
        eventsBefore: before.events,
        cases: after.cases,
        events: after.events,
      },
    ];
  });
}

/** The weeks whose facts are known. At the end none that is quiet or has not been made up for yet, where others are left. */
function countedWeeks({ weeks, idle }: Watch, from: number, through: number): readonly number[] {
  let last = through;
  while (last > from && isUnsettled(weeks, last)) last--;
  return range(from, last).filter((week) => !idle(week));
}

function range(from: number, through: number): readonly number[] {
  return Array.from({ length: Math.max(0, through - from + 1) }, (_, index) => from + index);
}
