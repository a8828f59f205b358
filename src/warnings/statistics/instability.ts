import { type Cell, eventKinds } from "../../funnel/cells.ts";
import { chiSquareQuantile } from "./quantiles.ts";
import { type Weeks, weekOf } from "./weeks.ts";

/** A weekly cohort, whole: who entered and who converted within the window. */
export interface Cohort {
  readonly week: number;
  readonly entered: number;
  readonly converted: number;
}

export interface Swing {
  /** Relative standard deviation of the true rate beyond chance. */
  readonly tau: number;
  /** The end of its 95% interval below. */
  readonly low: number;
  readonly high: number;
  readonly bins: number;
  readonly rate: number;
  /** Entries and conversions in the bins. */
  readonly cases: number;
  readonly conversions: number;
  /** The week of the oldest and of the newest cohort. */
  readonly fromWeek: number;
  readonly throughWeek: number;
  /** What is left of tau when one lasting shift, or the part of the quarter, is allowed for; 0 where `low` is 0. */
  readonly unexplained: number;
}

const expectedPerBin = 15;
const mostBins = 26;
const fewestBins = 12;

/** Gives each week's cohort. Whether it is mature yet is for the caller to know. */
export function weeklyCohorts(cells: readonly Cell[], weeks: Weeks, windowDays: number): readonly Cohort[] {
  const entered = new Array<number>(weeks.count).fill(0);
  const converted = new Array<number>(weeks.count).fill(0);
  for (const cell of cells) {
    const week = weekOf(weeks, cell.day);
    if (week < 0 || week >= weeks.count) continue;
    entered[week] = (entered[week] ?? 0) + cell.entered;
    for (let i = 0; i + 2 < cell.events.length; i += 3) {
      if (cell.events[i] === eventKinds.out || (cell.events[i + 1] ?? 0) > windowDays) continue;
      converted[week] = (converted[week] ?? 0) + (cell.events[i + 2] ?? 0);
    }
  }
  return entered.map((n, week) => ({ week, entered: n, converted: converted[week] ?? 0 }));
}

/**
 * Gives how much the rate swings from week to week beyond what the counts explain, over cohorts that are mature:
 * `φ = X² ÷ (m − 1)`, `τ = sqrt(max(φ − 1, 0)(1 − p) ÷ (n̄ p))`, with the interval of a scaled chi-square. Weeks are
 * merged, newest first, until 15 conversions are expected in each bin; null under 12 bins.
 */
export function swingOf(cohorts: readonly Cohort[]): Swing | null {
  const entered = cohorts.reduce((sum, cohort) => sum + cohort.entered, 0);
  const converted = cohorts.reduce((sum, cohort) => sum + cohort.converted, 0);
  if (converted === 0) return null;
  const bins = merged(cohorts, expectedPerBin / (converted / entered)).slice(-mostBins);
  if (bins.length < fewestBins) return null;
  const n = bins.reduce((sum, bin) => sum + bin.entered, 0);
  const x = bins.reduce((sum, bin) => sum + bin.converted, 0);
  const p = x / n;
  if (p === 0 || p === 1) return null;
  const tau = (square: number, degrees: number) =>
    Math.sqrt((Math.max(square / degrees - 1, 0) * (1 - p)) / ((n / bins.length) * p));
  const free = bins.length - 1;
  const whole = squareWithin([bins], p);
  const low = tau(whole, chiSquareQuantile(0.975, free));
  const unexplained = () =>
    Math.min(tau(smallestShift(bins, p), free - 1), tau(squareWithin(thirds(bins), p), free - 2));
  return {
    tau: tau(whole, free),
    low,
    high: tau(whole, chiSquareQuantile(0.025, free)),
    bins: bins.length,
    rate: p,
    cases: n,
    conversions: x,
    fromWeek: bins[0]?.week ?? 0,
    throughWeek: bins.at(-1)?.lastWeek ?? 0,
    unexplained: low > 0 ? unexplained() : 0,
  };
}

interface Bin extends Cohort {
  readonly lastWeek: number;
}

function merged(cohorts: readonly Cohort[], entriesPerBin: number): readonly Bin[] {
  const bins: Bin[] = [];
  let bin: Bin | null = null;
  for (const cohort of cohorts.toReversed()) {
    const grown: Bin = {
      week: cohort.week,
      lastWeek: bin?.lastWeek ?? cohort.week,
      entered: (bin?.entered ?? 0) + cohort.entered,
      converted: (bin?.converted ?? 0) + cohort.converted,
    };
    if (grown.entered >= entriesPerBin) bins.unshift(grown);
    bin = grown.entered >= entriesPerBin ? null : grown;
  }
  return bins;
}

/** Pearson's X² of the bins against the rate of their own group; the variance is that of the whole rate. */
function squareWithin(groups: readonly (readonly Bin[])[], p: number): number {
  let square = 0;
  for (const group of groups) {
    const n = group.reduce((sum, bin) => sum + bin.entered, 0);
    const rate = n === 0 ? 0 : group.reduce((sum, bin) => sum + bin.converted, 0) / n;
    for (const bin of group)
      square += (bin.converted - bin.entered * rate) ** 2 / (bin.entered * p * (1 - p));
  }
  return square;
}

/** One lasting rise or fall is a change, not a swing: the X² that is left beside the shift that explains the most. */
function smallestShift(bins: readonly Bin[], p: number): number {
  let smallest = Number.POSITIVE_INFINITY;
  for (let at = 2; at <= bins.length - 2; at++) {
    smallest = Math.min(smallest, squareWithin([bins.slice(0, at), bins.slice(at)], p));
  }
  return smallest;
}

const weeksInQuarter = 13;

/** Early, middle and late weeks of a quarter, by weeks counted from a common start: a rhythm is no instability. */
function thirds(bins: readonly Bin[]): readonly (readonly Bin[])[] {
  const groups: Bin[][] = [[], [], []];
  for (const bin of bins) {
    const middle = ((bin.week + bin.lastWeek) / 2) % weeksInQuarter;
    groups[Math.min(2, Math.floor((middle * 3) / weeksInQuarter))]?.push(bin);
  }
  return groups.filter((group) => group.length > 0);
}
