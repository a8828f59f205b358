import { baselineWeeks, errorsOf } from "./baseline.ts";
import type { Detector } from "./monitor.ts";

/** What a measured value is like in weeks that were normal. */
export interface ValueBaseline {
  readonly weeks: readonly number[];
  readonly mean: number;
  readonly deviation: number;
  /** The standard error of the mean: what a young baseline does not know yet. */
  readonly error: number;
  /** How much more the weeks' means vary than single values explain; at least 1. */
  readonly dispersion: number;
}

export interface GaussianRules {
  /** The change looked for, given the mean: −0.29 for logarithms that fall by a quarter. */
  shift(mean: number): number;
  readonly counts: (week: number) => boolean;
  /** Fewer values than this are no baseline. */
  readonly fewestValues: number;
}

/** Values beyond so many deviations count as if they stood there: one whale must not move a mean. */
const winsorAt = 2.5;
const mostDispersion = 6;
/** A whole year of deals is still a small sample: it is doubted by half a standard error, a younger one by more. */
const errorsOfYear = 0.5;

/**
 * Gives a detector of a shift of the mean of measured values, given by week. Score of a week:
 * `Σ δ(x − μ − δ ÷ 2) ÷ σ²φ` over its values, each no further than 2.5σ from μ, where μ stands half a standard
 * error or more on the change's side of the baseline's mean: what few values gave must not pass for a fall later.
 */
export function gaussianDetector(
  values: readonly (readonly number[])[],
  { shift, counts, fewestValues }: GaussianRules,
): Detector<ValueBaseline> {
  return {
    baselineAt: (week) => {
      const weeks = baselineWeeks(week, (at) => counts(at) && (values[at]?.length ?? 0) > 0);
      return weeks === null ? null : valueBaseline(values, weeks, fewestValues);
    },
    score(week, { weeks, mean, deviation, error, dispersion }) {
      const delta = shift(mean);
      const cautious = mean + Math.sign(delta) * (errorsOfYear + errorsOf(weeks.length)) * error;
      const here = values[week] ?? [];
      let score = 0;
      for (const value of here) {
        const x = winsorised(value, mean, deviation);
        score += (delta * (x - cautious - delta / 2)) / deviation ** 2;
      }
      return { observed: here.length, expected: here.length, score: score / dispersion, exact: true };
    },
  };
}

/** Gives what the weeks' values are like, or null when they are too few or all alike. */
export function valueBaseline(
  values: readonly (readonly number[])[],
  weeks: readonly number[],
  fewestValues: number,
): ValueBaseline | null {
  const all = weeks.flatMap((week) => values[week] ?? []);
  if (all.length < fewestValues) return null;
  let { mean, deviation } = momentsOf(all);
  // Winsorising and measuring anew settles within a few turns.
  for (let turn = 0; turn < 3 && deviation > 0; turn++) {
    const [m, d] = [mean, deviation];
    ({ mean, deviation } = momentsOf(all.map((value) => winsorised(value, m, d))));
  }
  if (deviation <= 0) return null;
  const spread = weeks.map((week) => {
    const here = values[week] ?? [];
    const sum = here.reduce((total, value) => total + winsorised(value, mean, deviation) - mean, 0);
    return sum ** 2 / (here.length * deviation ** 2);
  });
  const dispersion = spread.reduce((sum, square) => sum + square, 0) / spread.length;
  const phi = Math.min(mostDispersion, Math.max(1, dispersion));
  return { weeks, mean, deviation, error: deviation * Math.sqrt(phi / all.length), dispersion: phi };
}

function winsorised(value: number, mean: number, deviation: number): number {
  const reach = winsorAt * deviation;
  return Math.min(mean + reach, Math.max(mean - reach, value));
}

function momentsOf(values: readonly number[]): { mean: number; deviation: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const square = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / Math.max(1, values.length - 1);
  return { mean, deviation: Math.sqrt(square) };
}

/** Gives the mean of the values of some weeks, winsorised at the baseline; null without any. */
export function meanOf(
  values: readonly (readonly number[])[],
  weeks: readonly number[],
  { mean, deviation }: ValueBaseline,
): { readonly mean: number; readonly count: number } | null {
  const all = weeks.flatMap((week) => values[week] ?? []);
  if (all.length === 0) return null;
  return { mean: momentsOf(all.map((value) => winsorised(value, mean, deviation))).mean, count: all.length };
}
