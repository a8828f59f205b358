import type { StoredTarget } from "../../store/targets.ts";
import { kpiDrawn, type Series, type SeriesTarget } from "../../warnings/incident-series.ts";
import type { Warning } from "../../warnings/warning.ts";

/** Rules whose chart counts what its KPI's share makes of the cases: the target makes as many more of what is usual. */
const countsOfShare: ReadonlySet<string> = new Set(["mql-to-opportunity-drop"]);

/**
 * Gives the target that the teams agreed, on the days of an incident's chart: the end that it is missed at. Null where
 * none was, or where the chart shows something else than the KPI.
 */
export function seriesTarget(
  { unit, points }: Series,
  warning: Warning,
  kpiUnit: Series["unit"] | null,
  targets: readonly StoredTarget[],
): SeriesTarget | null {
  const { rule, evidence } = warning;
  const kpi = kpiDrawn(warning);
  const isCount = countsOfShare.has(rule) && unit === "count";
  if (kpi === null || (unit !== kpiUnit && !isCount)) return null;
  const own = targets.filter(({ kpi: of, acquisitionChannel }) => of === kpi && acquisitionChannel === null);
  const on = (day: number) => own.findLast(({ from, to }) => from <= day && (to === null || day < to));
  const values = points.map(({ day, expected }) => {
    const target = on(day);
    const end = target ? (target.low ?? target.high) : null;
    if (end === null) return null;
    if (!isCount) return end;
    const { baselineValue } = evidence;
    return expected === null || !baselineValue ? null : (expected * end) / baselineValue;
  });
  return values.some((value) => value !== null) ? { values } : null;
}
