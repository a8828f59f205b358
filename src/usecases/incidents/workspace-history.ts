import type { Day } from "../../funnel/calendar.ts";
import type { Settings } from "../../funnel/settings.ts";
import type { Store } from "../../store/database.ts";
import { listThresholds } from "../../store/rule-thresholds.ts";
import type { History } from "../../warnings/history.ts";
import { loadHistory } from "../load-history.ts";
import { ruleTargets } from "../targets.ts";

export interface WorkspaceRef {
  readonly workspaceId: number;
  readonly settings: Settings;
}

/** Gives all that the rules know of a workspace as of a day, with its own targets and thresholds. */
export async function loadWorkspaceHistory(
  store: Store,
  { workspaceId, settings }: WorkspaceRef,
  asOf: Day,
): Promise<History> {
  const [targets, { rules, subjects }] = await Promise.all([
    ruleTargets(store, workspaceId),
    listThresholds(store, workspaceId),
  ]);
  return loadHistory(store, {
    workspaceId,
    settings,
    asOf,
    targets,
    thresholds: Object.fromEntries(rules.map(({ rule, value }) => [rule, value])),
    subjectThresholds: subjects,
  });
}
