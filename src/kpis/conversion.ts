import type { Day } from "../funnel/calendar.ts";
import { between, type Cell, type CohortDay, eventKinds, type WeekCell } from "../funnel/cells.ts";
import type { Period } from "../funnel/period.ts";
import type { Figure, SoFar } from "../funnel/readings.ts";
import { fromVariance, noInterval, wilson } from "./intervals.ts";

export interface Conversion extends Figure {
  readonly mature: boolean;
  readonly soFar: SoFar | null;
}

const emptyFigure = { value: null, numerator: 0, denominator: 0, ...noInterval } satisfies Figure;

/**
 * Gives the share of the period's entries that converted within `windowDays` (design, section 2). Mature: the
 * exact ratio with Wilson's interval; else the Kaplan–Meier estimate with Greenwood's; null, with `soFar`, while
 * nobody has been observed through the window. Numerator: conversions known within the window; denominator: entries.
 */
export function cohortConversion(
  days: readonly CohortDay[],
  period: Period,
  asOf: Day,
  windowDays: number,
  baseline: readonly CohortDay[] = days,
): Conversion {
  const known = between(days, period.from, Math.min(period.to, asOf));
  const [first, last] = [known[0], known.at(-1)];
  if (first === undefined || last === undefined) {
    return { ...emptyFigure, mature: period.to + windowDays <= asOf, soFar: null };
  }
  const oldest = asOf - first.day - 1;
  const youngest = asOf - last.day - 1;
  let entered = 0;
  let converted = 0;
  for (const cohort of known) {
    entered += cohort.entered;
    converted += convertedBy(cohort, Math.min(windowDays, asOf - cohort.day - 1));
  }
  const evidence = { numerator: converted, denominator: entered };
  if (youngest >= windowDays) return matureConversion({ entered, within: converted });
  if (oldest >= windowDays) {
    const { share, variance } = kaplanMeier(known, asOf, windowDays);
    return { ...evidence, value: share, ...fromVariance(share, variance), mature: false, soFar: null };
  }
  return {
    ...evidence,
    value: null,
    ...noInterval,
    mature: false,
    soFar: {
      age: oldest,
      value: kaplanMeier(known, asOf, oldest).share,
      baseline: baselineShares(baseline, asOf, windowDays)?.[oldest] ?? null,
    },
  };
}

/** Gives the conversion of a cohort that was observed through the window: the exact ratio. */
export function matureConversion({ entered, within }: Pick<WeekCell, "entered" | "within">): Conversion {
  if (entered === 0) return { ...emptyFigure, mature: true, soFar: null };
  return {
    value: within / entered,
    numerator: within,
    denominator: entered,
    ...wilson(within, entered),
    mature: true,
    soFar: null,
  };
}

const baselineDays = 91;

/** The thirteen weeks of entries that are the newest to be mature as of the day. */
export function baselinePeriod(asOf: Day, windowDays: number): Period {
  const to = asOf - windowDays;
  return { from: to - baselineDays, to };
}

/** Gives the share of the baseline that converted by each age up to the window; null when nobody entered in it. */
function baselineShares(days: readonly CohortDay[], asOf: Day, windowDays: number): Float64Array | null {
  const known = baselines.get(days) ?? new Map<string, Float64Array | null>();
  baselines.set(days, known);
  const key = `${asOf} ${windowDays}`;
  const found = known.get(key);
  if (found !== undefined) return found;
  const { from, to } = baselinePeriod(asOf, windowDays);
  const entries = between(days, from, to);
  const shares = entries.length === 0 ? null : kaplanMeier(entries, asOf, windowDays).shares;
  known.set(key, shares);
  return shares;
}

/** Every young cohort of a series is set beside the same baseline. */
const baselines = new WeakMap<readonly CohortDay[], Map<string, Float64Array | null>>();

function convertedBy({ converted }: CohortDay, age: number): number {
  const end = Math.min(age + 1, converted.length);
  let count = 0;
  for (let at = 0; at < end; at++) count += converted[at] ?? 0;
  return count;
}

/** Gives the days of cells on which anybody entered, with conversions at ages up to a limit. */
export function cohortDays(
  cells: readonly Cell[],
  limit: number = Number.POSITIVE_INFINITY,
): readonly CohortDay[] {
  return cells.flatMap(({ day, entered, events }) => {
    if (entered === 0) return [];
    const converted: number[] = [];
    for (let i = 0; i + 2 < events.length; i += 3) {
      const age = events[i + 1] ?? 0;
      if (events[i] === eventKinds.out || age > limit) continue;
      while (converted.length <= age) converted.push(0);
      converted[age] = (converted[age] ?? 0) + (events[i + 2] ?? 0);
    }
    return [{ day, entered, converted }];
  });
}

/** `1 − Π(1 − d_t / n_t)` for t = 0…limit, with Greenwood's variance. Whoever went out stays: it did not convert. */
function kaplanMeier(days: readonly CohortDay[], asOf: Day, limit: number) {
  const converted = new Float64Array(limit + 1);
  /** Those not converted by the last age through which they were observed leave the risk set after it. */
  const leaving = new Float64Array(limit + 2);
  let atRisk = 0;
  for (const day of days) {
    const seen = Math.min(limit, asOf - day.day - 1);
    const end = Math.min(seen + 1, day.converted.length);
    let remaining = day.entered;
    for (let age = 0; age < end; age++) {
      const count = day.converted[age] ?? 0;
      converted[age] = (converted[age] ?? 0) + count;
      remaining -= count;
    }
    atRisk += day.entered;
    leaving[seen + 1] = (leaving[seen + 1] ?? 0) + remaining;
  }
  let survival = 1;
  let hazard = 0;
  /** The share converted by each age. */
  const shares = new Float64Array(limit + 1);
  for (let age = 0; age <= limit; age++) {
    atRisk -= leaving[age] ?? 0;
    const d = converted[age] ?? 0;
    if (d > 0 && atRisk > 0) {
      survival *= 1 - d / atRisk;
      hazard += d / (atRisk * (atRisk - d));
    }
    atRisk -= d;
    shares[age] = 1 - survival;
  }
  return { shares, share: 1 - survival, variance: survival === 0 ? 0 : survival * survival * hazard };
}

/**
 * Gives the practitioners' figure: entered the next stage in the period ÷ entered this stage in the period.
 * `exits` are the same entries on the day on which they converted.
 */
export function periodConversion(
  entries: readonly Entered[],
  exits: readonly Entered[],
  period: Period,
  asOf: Day,
): Conversion {
  const end = Math.min(period.to, asOf);
  const entered = countOf(between(entries, period.from, end));
  const converted = countOf(between(exits, period.from, end));
  return {
    value: entered === 0 ? null : converted / entered,
    numerator: converted,
    denominator: entered,
    // More can enter the next stage than this one in a period: then it is no share, and has no interval.
    ...(converted <= entered ? wilson(converted, entered) : noInterval),
    mature: period.to <= asOf,
    soFar: null,
  };
}

type Entered = Pick<Cell, "day" | "entered">;

/** Gives how many entered (or exited) in all cells. */
export function countOf(cells: readonly Entered[]): number {
  return cells.reduce((sum, cell) => sum + cell.entered, 0);
}

/**
 * Gives the current figure, a life table over the days of the period (Aalen–Johansen): `Σ S_(t−1) · d_t / n_t`
 * with `S_t = Π(1 − (d_u + x_u) / n_u)`. Null when more than a tenth of the ages have nobody at risk. Numerator:
 * conversions on those days; denominator: the entries at risk. The interval is from the delta-method variance of
 * the cumulative incidence (Aalen 1978; Marubini and Valsecchi 1995, eq. 10.12).
 */
export function paceConversion(
  cells: readonly Cell[],
  period: Period,
  asOf: Day,
  windowDays: number,
): Conversion {
  const table = lifeTable(cells, period, Math.min(period.to, asOf), windowDays);
  const { atRisk, converted, out, entries } = table;
  let survival = 1;
  let share = 0;
  let emptyAges = 0;
  let numerator = 0;
  const incidence: number[] = [];
  for (let age = 0; age <= windowDays; age++) {
    const n = atRisk[age] ?? 0;
    if (n === 0) {
      emptyAges++;
    } else {
      const d = converted[age] ?? 0;
      share += (survival * d) / n;
      survival *= 1 - (d + (out[age] ?? 0)) / n;
      numerator += d;
    }
    incidence.push(share);
  }
  const evidence = { numerator, denominator: entries, mature: period.to <= asOf, soFar: null };
  if (entries === 0 || emptyAges > (windowDays + 1) / 10) return { ...evidence, value: null, ...noInterval };
  return { ...evidence, value: share, ...fromVariance(share, incidenceVariance(table, incidence)) };
}

interface LifeTable {
  readonly atRisk: Float64Array;
  readonly converted: Float64Array;
  readonly out: Float64Array;
  /** Distinct entries that were at risk on a day of the period. */
  readonly entries: number;
}

function lifeTable(cells: readonly Cell[], period: Period, end: Day, windowDays: number): LifeTable {
  const converted = new Float64Array(windowDays + 1);
  const out = new Float64Array(windowDays + 1);
  const change = new Float64Array(windowDays + 2);
  let entries = 0;
  for (const cell of between(cells, period.from - windowDays, end)) {
    const youngest = Math.max(0, period.from - cell.day);
    const oldest = Math.min(windowDays, end - 1 - cell.day);
    // A period that begins after the as-of day has no days yet.
    if (oldest < youngest) continue;
    let remaining = cell.entered;
    const leaving: [number, number][] = [];
    for (let i = 0; i + 2 < cell.events.length; i += 3) {
      const kind = cell.events[i];
      const age = cell.events[i + 1] ?? 0;
      const count = cell.events[i + 2] ?? 0;
      if (kind === eventKinds.convertedAfterOut || age > oldest) continue;
      if (age < youngest) {
        remaining -= count;
        continue;
      }
      const counts = kind === eventKinds.converted ? converted : out;
      counts[age] = (counts[age] ?? 0) + count;
      leaving.push([age, count]);
    }
    entries += remaining;
    change[youngest] = (change[youngest] ?? 0) + remaining;
    for (const [age, count] of leaving) {
      change[age + 1] = (change[age + 1] ?? 0) - count;
      remaining -= count;
    }
    change[oldest + 1] = (change[oldest + 1] ?? 0) - remaining;
  }
  const atRisk = new Float64Array(windowDays + 1);
  let current = 0;
  for (let age = 0; age <= windowDays; age++) {
    current += change[age] ?? 0;
    atRisk[age] = current;
  }
  return { atRisk, converted, out, entries };
}

function incidenceVariance({ atRisk, converted, out }: LifeTable, incidence: readonly number[]): number {
  const last = incidence.at(-1) ?? 0;
  let survival = 1;
  let variance = 0;
  incidence.forEach((reached, age) => {
    const n = atRisk[age] ?? 0;
    if (n === 0) return;
    const d = converted[age] ?? 0;
    const gone = d + (out[age] ?? 0);
    const ahead = last - reached;
    if (gone > 0 && n > gone) variance += (ahead * ahead * gone) / (n * (n - gone));
    if (d > 0) {
      variance += (survival * survival * d * (n - d)) / (n * n * n);
      variance -= (2 * ahead * survival * d) / (n * n);
    }
    survival *= 1 - gone / n;
  });
  return variance;
}
