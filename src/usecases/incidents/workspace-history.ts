import type { Day } from "../../funnel/calendar.ts";
import type { Settings } from "../../funnel/settings.ts";
import type { Store } from "../../store/database.ts";
import { listThresholds } from "../../store/rule-thresholds.ts";
import type { History } from "../../warnings/history.ts";
import { type ChangedThreshold, withThresholds } from "../../warnings/incident-thresholds.ts";
import { loadHistory } from "../load-history.ts";
import { ruleTargets, targetsOn } from "../targets.ts";

export interface WorkspaceRef {
  readonly workspaceId: number;
  readonly settings: Settings;
}

/** All that the rules know of a workspace, and the thresholds that it changed. */
export interface WorkspaceHistory {
  readonly history: History;
  readonly thresholds: readonly ChangedThreshold[];
}

/** Gives the history as of a day with the workspace's own targets and thresholds. */
export async function loadWorkspaceHistory(
  store: Store,
  { workspaceId, settings }: WorkspaceRef,
  asOf: Day,
): Promise<WorkspaceHistory> {
  const [targets, thresholds] = await Promise.all([
    targetsOn(store, workspaceId, asOf),
    listThresholds(store, workspaceId),
  ]);
  const history = await loadHistory(store, { workspaceId, settings, asOf, targets: ruleTargets(targets) });
  return { history: withThresholds(history, thresholds), thresholds };
}
