/** A straight scale from figures to points on the card. */
export interface LinearScale {
  readonly from: number;
  readonly to: number;
  readonly start: number;
  readonly end: number;
}

/** Gives the place, in points, of a figure. */
export function place(scale: LinearScale, value: number): number {
  const span = scale.to - scale.from;
  if (span === 0) return (scale.start + scale.end) / 2;
  return scale.start + ((value - scale.from) / span) * (scale.end - scale.start);
}

/** How to write an axis's figures: a locale's number format, as data. */
export interface AxisFormat {
  readonly locale: string;
  readonly options: Intl.NumberFormatOptions;
}

/** Gives a figure in a format; `step`, the distance of two ticks, decides how many decimals it takes. */
export function writeTick(value: number, step: number, { locale, options }: AxisFormat): string {
  return new Intl.NumberFormat(locale, { ...options, ...decimals(step, options) }).format(value);
}

function decimals(step: number, options: Intl.NumberFormatOptions): Intl.NumberFormatOptions {
  // "€1.5M" keeps its own decimals, which count from the million and not from the step.
  if (options.notation === "compact") return {};
  const digits = decimalsOf(options.style === "percent" ? step * 100 : step);
  return { minimumFractionDigits: digits, maximumFractionDigits: digits };
}

export interface Ticks {
  readonly values: readonly number[];
  readonly step: number;
}

const niceSteps = [1, 2, 2.5, 5];
const fewestSteps = 2;
const mostSteps = 4;
/** The axis of a series of zeros: a tenth, as most figures are shares. */
const spreadOfNothing = 0.1;

/**
 * Gives round figures that enclose all of `values` with the least empty height, in two to four steps: they
 * are the grid lines, and their ends are the axis. Figures that are never negative keep zero as their floor.
 */
export function niceTicks(values: readonly number[]): Ticks {
  const [lowest, highest] = [Math.min(...values), Math.max(...values)];
  // A flat series gets an axis about its own size, so that noise is not blown up to the card's height.
  const spread = Math.max(highest - lowest, Math.abs(highest) * 0.15) || spreadOfNothing;
  const margin = (spread - (highest - lowest)) / 2 + spread * 0.01;
  const low = lowest >= 0 ? Math.max(0, lowest - margin) : lowest - margin;
  const high = highest + margin;
  const power = Math.floor(Math.log10(spread));
  const steps = [power - 1, power, power + 1].flatMap((each) => niceSteps.map((nice) => nice * 10 ** each));
  const axes = steps
    .map((step) => ({ step, first: Math.floor(low / step + 1e-9), last: Math.ceil(high / step - 1e-9) }))
    .filter(({ first, last }) => last - first >= fewestSteps && last - first <= mostSteps);
  // Between a third and two thirds of the spread lies always a round step, so there is an axis.
  const best = axes.reduceRight((a, b) =>
    (b.last - b.first) * b.step < (a.last - a.first) * a.step * 0.999 ? b : a,
  );
  const count = best.last - best.first + 1;
  return {
    step: best.step,
    values: Array.from({ length: count }, (_, index) => rounded((best.first + index) * best.step)),
  };
}

function decimalsOf(step: number): number {
  let digits = 0;
  while (digits < 6 && Math.abs(step * 10 ** digits - Math.round(step * 10 ** digits)) > 1e-9 * 10 ** digits)
    digits += 1;
  return digits;
}

function rounded(value: number): number {
  return Number(value.toPrecision(12));
}
