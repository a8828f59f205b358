import type { Day } from "../funnel/calendar.ts";
import { startOfWeek } from "../funnel/calendar.ts";
import { between, type Cell, eventKinds } from "../funnel/cells.ts";

/** How much a rate varies from week to week beyond what its counts explain. */
export interface Instability {
  /** Relative standard deviation of the true rate: 0.25 means that it swings by a quarter. Null: too few bins. */
  readonly tau: number | null;
  /** The bins that were compared: mature weeks, merged until enough conversions are expected in each. */
  readonly bins: number;
}

const expectedPerBin = 15;
const mostBins = 26;
const fewestBins = 12;

/**
 * Gives the instability of a conversion over the mature weekly cohorts before the day: `φ = X²/(m − 1)` over bins
 * with at least 15 expected conversions, `τ = sqrt(max(φ − 1, 0)(1 − p)/(n̄ p))`.
 */
export function instability(
  cells: readonly Cell[],
  asOf: Day,
  windowDays: number,
  weekStart: number,
): Instability {
  const end = startOfWeek(asOf - windowDays, weekStart);
  const key = `${end} ${windowDays}`;
  const known = computed.get(cells) ?? new Map<string, Instability>();
  computed.set(cells, known);
  const found = known.get(key) ?? instabilityBefore(cells, end, windowDays);
  known.set(key, found);
  return found;
}

/** Every period of a series asks the same of the same cells. */
const computed = new WeakMap<readonly Cell[], Map<string, Instability>>();

function instabilityBefore(cells: readonly Cell[], end: Day, windowDays: number): Instability {
  const weeks: { n: number; x: number }[] = [];
  for (const cell of between(cells, end - 2 * 52 * 7, end)) {
    const index = Math.floor((cell.day - end) / 7) + 2 * 52;
    weeks[index] ??= { n: 0, x: 0 };
    const week = weeks[index];
    week.n += cell.entered;
    for (let i = 0; i + 2 < cell.events.length; i += 3) {
      if (cell.events[i] !== eventKinds.out && (cell.events[i + 1] ?? 0) <= windowDays)
        week.x += cell.events[i + 2] ?? 0;
    }
  }
  const entered = weeks.reduce((sum, week) => sum + (week?.n ?? 0), 0);
  const converted = weeks.reduce((sum, week) => sum + (week?.x ?? 0), 0);
  if (converted === 0) return { tau: null, bins: 0 };
  const bins = merged(weeks, expectedPerBin / (converted / entered)).slice(-mostBins);
  if (bins.length < fewestBins) return { tau: null, bins: bins.length };
  const n = bins.reduce((sum, bin) => sum + bin.n, 0);
  const p = bins.reduce((sum, bin) => sum + bin.x, 0) / n;
  if (p === 0 || p === 1) return { tau: null, bins: bins.length };
  const chiSquare = bins.reduce((sum, bin) => sum + (bin.x - bin.n * p) ** 2 / (bin.n * p * (1 - p)), 0);
  const phi = chiSquare / (bins.length - 1);
  return {
    tau: Math.sqrt((Math.max(phi - 1, 0) * (1 - p)) / ((n / bins.length) * p)),
    bins: bins.length,
  };
}

/** Merges weeks, newest first, until each bin has the entries asked for; an unfilled oldest bin is left out. */
function merged(weeks: readonly ({ n: number; x: number } | undefined)[], entriesPerBin: number) {
  const bins: { n: number; x: number }[] = [];
  let bin = { n: 0, x: 0 };
  for (const week of [...weeks].reverse()) {
    bin = { n: bin.n + (week?.n ?? 0), x: bin.x + (week?.x ?? 0) };
    if (bin.n >= entriesPerBin) {
      bins.unshift(bin);
      bin = { n: 0, x: 0 };
    }
  }
  return bins;
}
