import type { Cell } from "../../funnel/cells.ts";
import { baselineRules, baselineWeeks, dispersion, usualVariation, youthFactor } from "./baseline.ts";
import type { Detector } from "./monitor.ts";
import { type Weeks, weekOf } from "./weeks.ts";

/** Trials of each week by age band, and how many of them succeeded. Row `week * bands + band`. */
export interface Closings {
  readonly weeks: number;
  readonly bands: number;
  readonly cases: Float64Array;
  readonly successes: Float64Array;
}

/** Bands of four weeks of age; the last holds everything older. */
const bandDays = 28;
const bandCount = 10;

/**
 * Gives the closings of each week by age band from exit cells: the successes (such as won) and all (such as won and lost).
 * A bulk close-out, a day with more than 5 times the 90-day median and at least 20 closings, is left out: someone tidied
 * up.
 */
export function closings(successes: readonly Cell[], all: readonly Cell[], weeks: Weeks): Closings {
  const cases = new Float64Array(weeks.count * bandCount);
  const won = new Float64Array(weeks.count * bandCount);
  const bulk = closeOuts(all, weeks);
  const add = (counts: Float64Array, cells: readonly Cell[]) => {
    for (const cell of cells) {
      const week = weekOf(weeks, cell.day);
      if (week < 0 || week >= weeks.count || bulk[cell.day - weeks.first]) continue;
      for (let i = 0; i + 2 < cell.events.length; i += 3) {
        const band = Math.min(bandCount - 1, Math.floor((cell.events[i + 1] ?? 0) / bandDays));
        const row = week * bandCount + band;
        counts[row] = (counts[row] ?? 0) + (cell.events[i + 2] ?? 0);
      }
    }
  };
  add(cases, all);
  add(won, successes);
  return { weeks: weeks.count, bands: bandCount, cases, successes: won };
}

const medianDays = 90;
const closeOutTimes = 5;
const fewestInCloseOut = 20;

function closeOuts(cells: readonly Cell[], weeks: Weeks): readonly boolean[] {
  const perDay = new Array<number>(weeks.count * 7).fill(0);
  for (const cell of cells) {
    const day = cell.day - weeks.first;
    if (day >= 0 && day < perDay.length) perDay[day] = (perDay[day] ?? 0) + cell.entered;
  }
  return perDay.map((count, day) => {
    if (count < fewestInCloseOut) return false;
    const before = perDay
      .slice(Math.max(0, day - medianDays), day)
      .filter((other) => other > 0)
      .sort((a, b) => a - b);
    return before.length > 0 && count > closeOutTimes * (before[Math.floor(before.length / 2)] ?? 0);
  });
}

/** The share of successes to expect in each age band, from weeks that were normal. */
export interface ShareBaseline {
  readonly weeks: readonly number[];
  /** Null: a band with too few cases to say anything. */
  readonly share: readonly (number | null)[];
  readonly dispersion: number;
  readonly successes: number;
}

/** So many cases at the mean share are added to each band, so that a small one does not swing; more would bend it. */
const shrinkCases = 2;
const fewestInBand = 10;

/**
 * Gives a detector of a change of the success share by the factor `ratio`, whatever the ages and the number of the
 * closings (so a rush at a quarter's end is no news). Score of a week:
 * `Σ(w ln r + (x − w) ln((1 − r p)/(1 − p))) ÷ φ` over age bands.
 */
export function closingsDetector(
  table: Closings,
  ratio: number,
  counts: (week: number) => boolean,
): Detector<ShareBaseline> {
  const first = table.cases.findIndex((cases) => cases > 0);
  const firstWeek = first < 0 ? table.weeks : Math.floor(first / table.bands);
  return {
    baselineAt: (week) =>
      shareBaseline(
        table,
        baselineWeeks(week, (at) => at >= firstWeek && counts(at)),
      ),
    score(week, { weeks, share, dispersion: phi, successes: events }) {
      const sums = successesExpected(table, week, share);
      const youth = youthFactor({ weeks: weeks.length, events, dispersion: phi }, ratio);
      let score = 0;
      for (let band = 0; band < table.bands; band++) {
        const usual = share[band] ?? null;
        if (usual === null) continue;
        const cases = table.cases[week * table.bands + band] ?? 0;
        const won = table.successes[week * table.bands + band] ?? 0;
        const p = within(usual * youth, ratio);
        score += won * Math.log(ratio) + (cases - won) * Math.log((1 - ratio * p) / (1 - p));
      }
      return { observed: sums.observed, expected: sums.expected, score: score / phi };
    },
  };
}

/** Keeps p and r·p below 1, where the likelihood would end. */
function within(p: number, ratio: number): number {
  return Math.min(p, 0.98, 0.98 / ratio);
}

/** Gives what the weeks let expect, or null when there are none, or too few successes or no failure in them. */
export function shareBaseline(table: Closings, weeks: readonly number[] | null): ShareBaseline | null {
  if (weeks === null) return null;
  const cases = new Float64Array(table.bands);
  const won = new Float64Array(table.bands);
  for (const week of weeks) {
    for (let band = 0; band < table.bands; band++) {
      cases[band] = (cases[band] ?? 0) + (table.cases[week * table.bands + band] ?? 0);
      won[band] = (won[band] ?? 0) + (table.successes[week * table.bands + band] ?? 0);
    }
  }
  const all = cases.reduce((sum, n) => sum + n, 0);
  const successes = won.reduce((sum, n) => sum + n, 0);
  if (successes < baselineRules.fewestEvents || successes === all) return null;
  const mean = successes / all;
  const share = Array.from(cases, (n, band) =>
    n < fewestInBand ? null : ((won[band] ?? 0) + shrinkCases * mean) / (n + shrinkCases),
  );
  const past = weeks.map((week) => successesExpected(table, week, share));
  return { weeks, share, dispersion: dispersion(past, usualVariation.shares), successes };
}

/** Gives the successes of a week beside those that the shares let expect of its closings; bands without one count in neither. */
export function successesExpected(
  table: Closings,
  week: number,
  share: readonly (number | null)[],
): {
  readonly cases: number;
  readonly observed: number;
  readonly expected: number;
  readonly variance: number;
} {
  let all = 0;
  let observed = 0;
  let expected = 0;
  let variance = 0;
  for (let band = 0; band < table.bands; band++) {
    const p = share[band] ?? null;
    if (p === null) continue;
    const cases = table.cases[week * table.bands + band] ?? 0;
    all += cases;
    observed += table.successes[week * table.bands + band] ?? 0;
    expected += cases * p;
    variance += cases * p * (1 - p);
  }
  return { cases: all, observed, expected, variance };
}
