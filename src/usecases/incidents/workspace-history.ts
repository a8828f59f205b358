import type { Day } from "../../funnel/calendar.ts";
import type { Settings } from "../../funnel/settings.ts";
import type { Store } from "../../store/database.ts";
import { listThresholds } from "../../store/rule-thresholds.ts";
import type { History } from "../../warnings/history.ts";
import { type HistoryRequest, loadHistory } from "../load-history.ts";
import { ruleTargets } from "../targets.ts";

export interface WorkspaceRef {
  readonly workspaceId: number;
  readonly settings: Settings;
}

/** What a workspace changed about the rules: targets, thresholds, and what people found not useful. */
export type WorkspaceRules = Required<Pick<HistoryRequest, "targets" | "thresholds" | "subjectThresholds">>;

/** Gives what a workspace changed about the rules. */
export async function workspaceRules(store: Store, workspaceId: number): Promise<WorkspaceRules> {
  const [targets, { rules, subjects }] = await Promise.all([
    ruleTargets(store, workspaceId),
    listThresholds(store, workspaceId),
  ]);
  return {
    targets,
    thresholds: Object.fromEntries(rules.map(({ rule, value }) => [rule, value])),
    subjectThresholds: subjects,
  };
}

/** Gives all that the rules know of a workspace as of a day, with its own targets and thresholds. */
export async function loadWorkspaceHistory(
  store: Store,
  { workspaceId, settings }: WorkspaceRef,
  asOf: Day,
): Promise<History> {
  return loadHistory(store, {
    workspaceId,
    settings,
    asOf,
    ...(await workspaceRules(store, workspaceId)),
  });
}
