/** Gives the quantile of the standard normal distribution (Acklam's approximation, relative error under 1.2e-9). */
export function normalQuantile(probability: number): number {
  if (probability <= 0) return Number.NEGATIVE_INFINITY;
  if (probability >= 1) return Number.POSITIVE_INFINITY;
  if (probability > 0.5) return -normalQuantile(1 - probability);
  if (probability < 0.02425) {
    const q = Math.sqrt(-2 * Math.log(probability));
    return ratio(
      q,
      [
        -7.784894002430293e-3, -0.3223964580411365, -2.400758277161838, -2.549732539343734, 4.374664141464968,
        2.938163982698783,
      ],
      [7.784695709041462e-3, 0.3224671290700398, 2.445134137142996, 3.754408661907416, 1],
    );
  }
  const q = probability - 0.5;
  const numerator = [
    -39.69683028665376, 220.9460984245205, -275.9285104469687, 138.357751867269, -30.66479806614716,
    2.506628277459239,
  ];
  const denominator = [
    -54.47609879822406, 161.5858368580409, -155.6989798598866, 66.80131188771972, -13.28068155288572, 1,
  ];
  return q * ratio(q * q, numerator, denominator);
}

function ratio(x: number, numerator: readonly number[], denominator: readonly number[]): number {
  const polynomial = (coefficients: readonly number[]) => coefficients.reduce((sum, c) => sum * x + c, 0);
  return polynomial(numerator) / polynomial(denominator);
}

/** Gives the quantile of the chi-square distribution by Wilson and Hilferty's cube, within 1% from 10 degrees on. */
export function chiSquareQuantile(probability: number, degrees: number): number {
  const c = 2 / (9 * degrees);
  return degrees * (1 - c + normalQuantile(probability) * Math.sqrt(c)) ** 3;
}

/** Gives the quantile of an unordered list, with linear interpolation; null for none. */
export function quantileOf(values: readonly number[], fraction: number): number | null {
  const sorted = values.toSorted((a, b) => a - b);
  const place = fraction * (sorted.length - 1);
  const low = sorted[Math.floor(place)];
  const high = sorted[Math.ceil(place)];
  return low === undefined || high === undefined ? null : low + (high - low) * (place - Math.floor(place));
}
