import type { Day } from "../funnel/calendar.ts";
import type { Dimension } from "../funnel/cells.ts";
import type { Period } from "../funnel/period.ts";
import type { KpiName } from "../funnel/readings.ts";
import type { Settings } from "../funnel/settings.ts";
import { kpis } from "../kpis/index.ts";
import type { DigestBreakdown, ReadingOf } from "../messages/digest-model.ts";
import type { Store } from "../store/database.ts";
import { largestFirst, readKpis } from "./read-kpis.ts";

export interface BreakdownRequest {
  readonly workspaceId: number;
  readonly settings: Settings;
  readonly asOf: Day;
  readonly by: Dimension;
  /** The digest's week: each KPI's span ends with it. */
  readonly week: Period;
  readonly told: readonly KpiName[];
}

/** Gives each KPI that can be broken down so, member by member, at the pace of its span. */
export async function readBreakdown(
  store: Store,
  { workspaceId, settings, asOf, by, week, told }: BreakdownRequest,
): Promise<DigestBreakdown> {
  const broken = told.filter((kpi) => kpis[kpi].dimensions.some((dimension) => dimension === by));
  const readings = await Promise.all(
    broken.map(async (kpi) => {
      const range = { from: week.to - settings.spans[kpi] * 7, to: week.to };
      const request = { workspaceId, settings, names: [kpi], range, asOf, by };
      const members = await readKpis(store, { ...request, grain: "none", mode: "pace" });
      return [kpi, largestFirst(members as readonly ReadingOf<KpiName>[])] as const;
    }),
  );
  // A reading's detail is its KPI's own: each was asked of that very KPI.
  return { by, readings: Object.fromEntries(readings) as DigestBreakdown["readings"] };
}
