import type { Day } from "../funnel/calendar.ts";
import type { KpiName, Reading } from "../funnel/readings.ts";
import type { Settings } from "../funnel/settings.ts";
import type { Contributor, Judgement, Standing } from "../messages/digest-model.ts";
import type { Store } from "../store/database.ts";
import { evaluate } from "../warnings/evaluate.ts";
import { rules } from "../warnings/index.ts";
import { type Status, statusOf } from "../warnings/status.ts";
import type { Warning } from "../warnings/warning.ts";
import type { WorkspaceRules } from "./incidents/workspace-history.ts";
import { loadHistory } from "./load-history.ts";

export interface JudgeRequest extends Partial<WorkspaceRules> {
  readonly workspaceId: number;
  readonly settings: Settings;
  readonly asOf: Day;
}

export interface Judged {
  judgementOf(kpi: KpiName, current: Reading): Judgement;
  /** Who carries the changes of KPIs 3 and 4, the largest part first. */
  readonly contributors: readonly Contributor[];
}

/** Gives how each KPI stands, by the warnings' own statistics over the whole history. */
export async function judgeKpis(store: Store, request: JudgeRequest): Promise<Judged> {
  const history = await loadHistory(store, request);
  const halves = rules.filter(({ kpi }) => kpi === "mql-to-opportunity" || kpi === "opportunity-to-customer");
  const open = new Map<KpiName, Warning>();
  for (const rule of halves) {
    const [warning] = evaluate(history, [rule]);
    if (rule.kpi && warning?.reason.key === "conversion-fell") open.set(rule.kpi, warning);
  }
  return {
    judgementOf(kpi, current) {
      if (current.value === null) {
        return { standing: current.mature ? "no-data" : "too-early", evidence: null };
      }
      return {
        standing: standingOf(statusOf(kpi, history)),
        evidence: evidenceOf(open.get(kpi)),
      };
    },
    contributors: [...open].flatMap(([kpi, warning]) => contributorsOf(kpi, warning)),
  };
}

function standingOf({ word, tone }: Status): Standing {
  switch (word) {
    case "unstable":
    case "steady":
    case "too-early":
      return word;
    case "not-enough-data":
      return "no-data";
    default:
      return tone === "bad" ? "worse" : "better";
  }
}

function evidenceOf(warning: Warning | undefined): Judgement["evidence"] {
  const evidence = warning?.evidence;
  if (!evidence || evidence.observed === null || evidence.expected === null) return null;
  return { since: evidence.since, observed: evidence.observed, expected: evidence.expected };
}

function contributorsOf(kpi: KpiName, { evidence }: Warning): readonly Contributor[] {
  return evidence.contributors
    .filter(
      ({ dimension, kind, share }) => dimension === "acquisition-channel" && kind === "rate" && share > 0,
    )
    .map(({ member, share }) => ({ kpi, acquisitionChannel: member, share }))
    .toSorted((a, b) => b.share - a.share);
}
