/** How much of the past is normal: 52 weeks that end 8 weeks before the week looked at; at least 13, with 30 events. */
export const baselineRules = { span: 52, gap: 8, fewest: 13, dispersionSpan: 25, fewestEvents: 30 } as const;

/**
 * Gives the numbers of the weeks that are the baseline of a week, oldest first, or null while there are too few.
 * `counts` tells which weeks prove something: quiet weeks and weeks without data do not.
 */
export function baselineWeeks(week: number, counts: (week: number) => boolean): readonly number[] | null {
  const weeks: number[] = [];
  const newest = week - baselineRules.gap;
  for (let at = Math.max(0, newest - baselineRules.span + 1); at <= newest; at++) {
    if (counts(at)) weeks.push(at);
  }
  return weeks.length < baselineRules.fewest ? null : weeks;
}

/**
 * Gives how much more than by chance the baseline's own weeks varied: the mean of (O − E)² ÷ variance over its last 25,
 * at least 1 and at most 6. Weeks are joined until two events are expected, as the measure is void below.
 */
export function dispersion(
  weeks: readonly { readonly observed: number; readonly expected: number; readonly variance: number }[],
): number {
  let sum = 0;
  let bins = 0;
  let bin = { observed: 0, expected: 0, variance: 0 };
  for (const week of weeks.slice(-baselineRules.dispersionSpan)) {
    bin = {
      observed: bin.observed + week.observed,
      expected: bin.expected + week.expected,
      variance: bin.variance + week.variance,
    };
    if (bin.expected < 2 || bin.variance <= 0) continue;
    sum += (bin.observed - bin.expected) ** 2 / bin.variance;
    bins++;
    bin = { observed: 0, expected: 0, variance: 0 };
  }
  return bins === 0 ? 1 : Math.min(6, Math.max(1, sum / bins));
}

/** What a young baseline does not know yet counts this many standard errors on the change's side. */
const errorsAllowed = 2;

/** Gives how many standard errors a baseline of so many weeks is to be doubted by: 0 for a whole year, more for fewer. */
export function errorsOf(weeks: number): number {
  return errorsAllowed * (1 - Math.sqrt(Math.min(1, weeks / baselineRules.span)));
}

/** Gives the factor by which to move what a young baseline lets expect towards the change looked for (`ratio`). */
export function youthFactor({ weeks, events, dispersion: phi }: YoungBaseline, ratio: number): number {
  const error = Math.min(0.5, errorsOf(weeks) * Math.sqrt(phi / Math.max(1, events)));
  return ratio < 1 ? 1 - error : 1 + error;
}

interface YoungBaseline {
  readonly weeks: number;
  readonly events: number;
  readonly dispersion: number;
}
