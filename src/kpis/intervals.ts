/** The two-sided 95% quantile of the normal distribution. */
export const z95 = 1.959963984540054;

export interface Interval {
  readonly low: number | null;
  readonly high: number | null;
}

export const noInterval: Interval = { low: null, high: null };

/** Gives Wilson's score interval of a share; none for an empty denominator. */
export function wilson(successes: number, cases: number): Interval {
  if (cases <= 0) return noInterval;
  const share = successes / cases;
  const z2 = z95 * z95;
  const centre = (share + z2 / (2 * cases)) / (1 + z2 / cases);
  const half = (z95 / (1 + z2 / cases)) * Math.sqrt((share * (1 - share)) / cases + z2 / (4 * cases * cases));
  return clipped(successes === 0 ? 0 : centre - half, successes === cases ? 1 : centre + half);
}

/** Gives the normal interval of an estimated share from its variance, within 0 and 1. */
export function fromVariance(share: number, variance: number): Interval {
  const half = z95 * Math.sqrt(Math.max(variance, 0));
  return clipped(share - half, share + half);
}

function clipped(low: number, high: number): Interval {
  return { low: Math.min(1, Math.max(0, low)), high: Math.min(1, Math.max(0, high)) };
}
