import type { KpiName } from "../../funnel/readings.ts";
import { leadOf } from "../../messages/incident-words.ts";
import type { Store } from "../../store/database.ts";
import { listTargets } from "../../store/targets.ts";
import type { History } from "../../warnings/history.ts";
import type { Incident } from "../../warnings/incident.ts";
import { kpiDrawn, type Series, seriesOf } from "../../warnings/incident-series.ts";
import type { Warning } from "../../warnings/warning.ts";
import { lastWholeWeek } from "../compose-digest.ts";
import { readMany } from "../read-kpis.ts";
import { seriesTarget } from "./series-target.ts";

const weeksShown = 26;

/** Gives what an incident's chart draws: what its rule counted, else its KPI's course beside what was usual. */
export async function incidentSeries(
  store: Store,
  workspaceId: number,
  history: History,
  incident: Incident,
): Promise<Series> {
  const { latest } = leadOf(incident);
  const kpi = kpiDrawn(latest);
  const counted = seriesOf(history, latest);
  if (counted === null && kpi === null) return nothing;
  const ofKpi = counted === null && kpi !== null;
  const series = ofKpi ? await kpiSeries(store, workspaceId, history, kpi, latest) : (counted ?? nothing);
  const targets = await listTargets(store, workspaceId);
  return { ...series, target: seriesTarget(series, latest, ofKpi ? series.unit : null, targets) };
}

/** Where the evidence is the KPI's own figure, and its baseline what was usual: not a target, nor a spread. */
const toldByKpi: ReadonlySet<Warning["reason"]["key"]> = new Set(["content-fell", "revenue-concentrated"]);

const nothing: Series = { unit: "count", points: [] };

async function kpiSeries(
  store: Store,
  workspaceId: number,
  { settings, asOf }: History,
  kpi: KpiName,
  { evidence, reason }: Warning,
): Promise<Series> {
  const last = lastWholeWeek(asOf, settings).to;
  const ends = Array.from({ length: weeksShown }, (_, index) => last - 7 * (weeksShown - 1 - index));
  const readings = await readMany(store, {
    workspaceId,
    settings,
    asOf,
    asked: ends.map((to) => ({
      kpi,
      mode: "pace" as const,
      channels: false,
      period: { from: to - settings.spans[kpi] * 7, to },
    })),
  });
  const unit = readings[0]?.unit ?? evidence.unit;
  const comparable = evidence.unit === unit && toldByKpi.has(reason.key);
  return {
    unit,
    points: ends.map((end, index) => ({
      day: end - 1,
      observed: readings[index]?.value ?? null,
      expected: comparable ? evidence.baselineValue : null,
    })),
  };
}
