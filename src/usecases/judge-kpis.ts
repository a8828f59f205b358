import type { Day } from "../funnel/calendar.ts";
import type { Period } from "../funnel/period.ts";
import type { KpiName, Reading } from "../funnel/readings.ts";
import type { Settings } from "../funnel/settings.ts";
import type { Contributor, DigestRows, Judgement } from "../messages/digest-model.ts";
import type { Store } from "../store/database.ts";

export interface JudgeRequest {
  readonly workspaceId: number;
  readonly settings: Settings;
  readonly asOf: Day;
  readonly week: Period;
}

export interface Judged {
  judgementOf(kpi: KpiName, current: Reading): Judgement;
  contributorsOf(rows: DigestRows): readonly Contributor[];
}

/** Gives how each KPI stands. */
export async function judgeKpis(_store: Store, _request: JudgeRequest): Promise<Judged> {
  return {
    judgementOf: (_kpi, current) => ({
      standing: current.value !== null ? "unjudged" : current.mature ? "no-data" : "too-early",
      observed: null,
      expected: null,
    }),
    contributorsOf: () => [],
  };
}
