import type { Day } from "../funnel/calendar.ts";
import { startOfWeek } from "../funnel/calendar.ts";
import { between, type Cell, cellsOf, eventKinds, type Need, type Snapshot } from "../funnel/cells.ts";
import type { Question } from "../funnel/readings.ts";
import type { Step } from "./steps.ts";
import { weekOf } from "./weeks.ts";

/** How much a rate varies from week to week beyond what its counts explain. */
export interface Instability {
  /** Relative standard deviation of the true rate: 0.25 means that it swings by a quarter. Null: too few bins. */
  readonly tau: number | null;
  /** The bins that were compared: mature weeks, merged until enough conversions are expected in each. */
  readonly bins: number;
}

const expectedPerBin = 15;
const mostBins = 26;
const fewestBins = 12;

const weeksBack = 2 * 52;

/** Gives the weeks, or the cells, that `instabilityOf` needs. */
export function instabilityNeed({ entries, windowDays }: Step, question: Question): Need {
  const { asOf, settings, weeksKept } = question;
  const to = startOfWeek(asOf - windowDays(settings), settings.weekStart);
  const from = to - weeksBack * 7;
  return weeksKept
    ? { table: "weeks", measure: entries, from, to }
    : { table: "cells", measure: entries, from, to, events: "conversions" };
}

/** Gives the instability of a step over the mature weekly cohorts before the as-of day. */
export function instabilityOf(
  snapshot: Snapshot,
  { entries, windowDays }: Step,
  question: Question,
): Instability {
  const { asOf, settings, weeksKept } = question;
  const window = windowDays(settings);
  const end = startOfWeek(asOf - window, settings.weekStart);
  // Every period of a series asks the same of the same cells.
  const known = computed.get(snapshot) ?? new Map<string, Instability>();
  computed.set(snapshot, known);
  const key = `${entries} ${end} ${window}`;
  const weeks = () =>
    weeksKept
      ? Array.from({ length: weeksBack }, (_, place) => {
          const { entered, within } = weekOf(snapshot, entries, end + (place - weeksBack) * 7);
          return { n: entered, x: within };
        })
      : cohortWeeks(cellsOf(snapshot, entries), end, window);
  const found = known.get(key) ?? instability(weeks());
  known.set(key, found);
  return found;
}

const computed = new WeakMap<Snapshot, Map<string, Instability>>();

/** Of a week's cohort: how many entered, and how many converted within the window. */
interface WeekCounts {
  readonly n: number;
  readonly x: number;
}

/** Gives the cohorts of the 104 weeks before `end`, in order. */
function cohortWeeks(cells: readonly Cell[], end: Day, windowDays: number): readonly WeekCounts[] {
  const weeks = Array.from({ length: weeksBack }, () => ({ n: 0, x: 0 }));
  for (const cell of between(cells, end - weeksBack * 7, end)) {
    const week = weeks[Math.floor((cell.day - end) / 7) + weeksBack];
    if (week === undefined) continue;
    week.n += cell.entered;
    for (let i = 0; i + 2 < cell.events.length; i += 3) {
      if (cell.events[i] !== eventKinds.out && (cell.events[i + 1] ?? 0) <= windowDays)
        week.x += cell.events[i + 2] ?? 0;
    }
  }
  return weeks;
}

/**
 * Gives the instability of weekly cohorts, oldest first: `φ = X²/(m − 1)` over bins with at least 15 expected
 * conversions, `τ = sqrt(max(φ − 1, 0)(1 − p)/(n̄ p))`.
 */
function instability(weeks: readonly WeekCounts[]): Instability {
  const entered = weeks.reduce((sum, week) => sum + week.n, 0);
  const converted = weeks.reduce((sum, week) => sum + week.x, 0);
  if (converted === 0) return { tau: null, bins: 0 };
  const bins = merged(weeks, expectedPerBin / (converted / entered)).slice(-mostBins);
  if (bins.length < fewestBins) return { tau: null, bins: bins.length };
  const n = bins.reduce((sum, bin) => sum + bin.n, 0);
  const p = bins.reduce((sum, bin) => sum + bin.x, 0) / n;
  if (p === 0 || p === 1) return { tau: null, bins: bins.length };
  const chiSquare = bins.reduce((sum, bin) => sum + (bin.x - bin.n * p) ** 2 / (bin.n * p * (1 - p)), 0);
  const phi = chiSquare / (bins.length - 1);
  return {
    tau: Math.sqrt((Math.max(phi - 1, 0) * (1 - p)) / ((n / bins.length) * p)),
    bins: bins.length,
  };
}

/** Merges weeks, newest first, until each bin has the entries asked for; an unfilled oldest bin is left out. */
function merged(weeks: readonly WeekCounts[], entriesPerBin: number) {
  const bins: { n: number; x: number }[] = [];
  let bin = { n: 0, x: 0 };
  for (const week of [...weeks].reverse()) {
    bin = { n: bin.n + week.n, x: bin.x + week.x };
    if (bin.n >= entriesPerBin) {
      bins.unshift(bin);
      bin = { n: 0, x: 0 };
    }
  }
  return bins;
}
