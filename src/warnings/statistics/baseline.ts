/**
 * How much of the past is normal: 52 weeks that end 8 weeks before the week looked at; at least 13, with 30 events. Where
 * a year is a small sample it reaches back further, to 800 events or 78 weeks.
 */
export const baselineRules = {
  span: 52,
  gap: 8,
  fewest: 13,
  fewestEvents: 30,
  longest: 78,
  enoughEvents: 800,
} as const;

/**
 * Gives the numbers of the weeks that are the baseline of a week, oldest first, or null while there are too few.
 * `counts` tells which weeks prove something: quiet weeks and weeks without data do not. `eventsIn` gives a week's events,
 * where a small sample may reach back for more.
 */
export function baselineWeeks(
  week: number,
  counts: (week: number) => boolean,
  eventsIn: (week: number) => number = () => baselineRules.enoughEvents,
): readonly number[] | null {
  const weeks: number[] = [];
  const newest = week - baselineRules.gap;
  let events = 0;
  for (let at = newest; at >= 0 && newest - at < baselineRules.longest; at--) {
    if (newest - at >= baselineRules.span && events >= baselineRules.enoughEvents) break;
    if (!counts(at)) continue;
    weeks.unshift(at);
    events += eventsIn(at);
  }
  return weeks.length < baselineRules.fewest ? null : weeks;
}

/**
 * How much rates usually vary from week to week beyond chance, as a squared share: what many cases show, and few hide.
 * Shares of closings, or of one channel beside the others, are moved by no calendar.
 */
export const usualVariation = { conversions: 0.04, shares: 0.01 } as const;
/** So many weeks of that stand beside the baseline's own, which are too few to tell it well. */
const usualWeeks = 25;

/**
 * Gives how much more than by chance weeks like the baseline's own vary: the mean of (O − E)² ÷ variance over them and
 * over 25 weeks as they usually are, at least 1 and at most 6. Weeks are joined until two events are expected, as the
 * measure is void below.
 */
export function dispersion(
  weeks: readonly { readonly observed: number; readonly expected: number; readonly variance: number }[],
  variation: number,
): number {
  let sum = 0;
  let bins = 0;
  let expected = 0;
  let bin = { observed: 0, expected: 0, variance: 0 };
  for (const week of weeks.slice(-baselineRules.span)) {
    bin = {
      observed: bin.observed + week.observed,
      expected: bin.expected + week.expected,
      variance: bin.variance + week.variance,
    };
    if (bin.expected < 2 || bin.variance <= 0) continue;
    sum += (bin.observed - bin.expected) ** 2 / bin.variance;
    expected += bin.expected;
    bins++;
    bin = { observed: 0, expected: 0, variance: 0 };
  }
  if (bins === 0) return 1;
  const usual = 1 + (variation * expected) / bins;
  return Math.min(6, Math.max(1, (sum + usualWeeks * usual) / (bins + usualWeeks)));
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
