import type { Random } from "../../../src/warnings/statistics/random.ts";

/** Gives a draw of the standard normal distribution. */
export function normal(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

/** Gives a draw of a Poisson distribution; by the normal one where the mean is large. */
export function poisson(random: Random, mean: number): number {
  if (mean > 60) return Math.max(0, Math.round(mean + Math.sqrt(mean) * normal(random)));
  const limit = Math.exp(-mean);
  let product = random();
  let count = 0;
  while (product > limit) {
    product *= random();
    count++;
  }
  return count;
}

/** Gives a draw of a gamma distribution with scale 1 (Marsaglia and Tsang 2000). */
export function gamma(random: Random, shape: number): number {
  if (shape < 1) return gamma(random, shape + 1) * (1 - random()) ** (1 / shape);
  const d = shape - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  for (;;) {
    const x = normal(random);
    const v = (1 + c * x) ** 3;
    if (v > 0 && Math.log(1 - random()) < 0.5 * x * x + d - d * v + d * Math.log(v)) return d * v;
  }
}

/** Gives a draw of the beta distribution with a mean and an intraclass correlation: an overdispersed cohort's rate. */
export function overdispersed(random: Random, mean: number, rho: number): number {
  if (rho <= 0) return mean;
  const size = 1 / rho - 1;
  const a = gamma(random, mean * size);
  return a / (a + gamma(random, (1 - mean) * size));
}

/** Gives one of the members by their shares, which sum to 1. */
export function pick(random: Random, shares: readonly number[]): number {
  let left = random();
  for (let index = 0; index < shares.length - 1; index++) {
    left -= shares[index] ?? 0;
    if (left < 0) return index;
  }
  return shares.length - 1;
}
