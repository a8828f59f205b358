import { normalQuantile } from "./quantiles.ts";

/** A count now, beside what its past (and the other channels) let expect. */
export interface Compared {
  readonly observed: number;
  readonly expected: number;
  /** How much more than by chance it varies; at least 1. */
  readonly dispersion: number;
}

/** One acquisition channel over the last weeks. */
export interface ChannelFigures {
  readonly volume: Compared;
  /** How many were taken up; null: nobody records it. */
  readonly worked: Compared | null;
  readonly converted: Compared;
}

export type Diagnosis = "not-attracting" | "neglected" | "neglected-or-poor-leads" | "poor-leads";

/** Each factor must be at most this to matter. */
export interface Gates {
  readonly volume: number;
  readonly worked: number;
  readonly converted: number;
}

export const usualGates: Gates = { volume: 0.8, worked: 0.9, converted: 0.8 };
/** Both ends of chance, shared among the channels (Bonferroni). */
const significance = 0.01;

/**
 * Gives what is wrong with a channel. Volume alone down: marketing does not attract. The share taken up alone down, and
 * those taken up convert well: neglected by sales. Conversion of those taken up alone down: poor leads. Without
 * take-up data the last two look alike. Null: nothing beyond chance that matters, or more than one thing at once.
 */
export function diagnose(
  figures: ChannelFigures,
  channels: number,
  gates: Gates = usualGates,
): Diagnosis | null {
  const critical = normalQuantile(significance / Math.max(1, channels));
  const down = (compared: Compared, gate: number) => factorOf(compared) <= gate && zOf(compared) <= critical;
  const volume = down(figures.volume, gates.volume);
  if (figures.worked === null) {
    const converted = down(figures.converted, gates.converted);
    if (volume) return converted ? null : "not-attracting";
    return converted ? "neglected-or-poor-leads" : null;
  }
  const worked = down(figures.worked, gates.worked);
  const quality = qualityOf(figures.worked, figures.converted);
  const poor = down(quality, gates.converted);
  if (volume) return worked || poor ? null : "not-attracting";
  if (worked) return poor ? null : "neglected";
  return poor ? "poor-leads" : null;
}

/** Gives observed ÷ expected; 1 where nothing is expected. */
export function factorOf({ observed, expected }: Compared): number {
  return expected > 0 ? observed / expected : 1;
}

/** Conversions beside what those taken up let expect. */
function qualityOf(worked: Compared, converted: Compared): Compared {
  return { ...converted, expected: converted.expected * factorOf(worked) };
}

/** Standardised distance of a count from what was expected: the square root steadies its variance. */
function zOf({ observed, expected, dispersion }: Compared): number {
  if (expected <= 0) return 0;
  return (2 * (Math.sqrt(observed + 0.375) - Math.sqrt(expected + 0.125))) / Math.sqrt(dispersion);
}
