import { type Day, localDay } from "../../funnel/calendar.ts";
import type { Store } from "../../store/database.ts";
import {
  changingIncidents,
  claimEvaluation,
  continueIncident,
  incidentsSince,
  openIncident,
} from "../../store/incidents.ts";
import type { Moment } from "../../warnings/incident.ts";
import { endingOf, holdersOf, volumeOf } from "../../warnings/incident-endings.ts";
import { type DataSight, type Related, reconcile, settledFor } from "../../warnings/incident-reconcile.ts";
import { evaluateWith, thresholdFor } from "../../warnings/incident-thresholds.ts";
import type { DeliveryParts } from "../deliver-digest.ts";
import { loadWorkspaceHistory, type WorkspaceHistory, type WorkspaceRef } from "./workspace-history.ts";

export interface Evaluated {
  readonly asOf: Day;
  /** The incidents that changed, new ones included; null: another instance looked from a later day already. */
  readonly changed: readonly number[] | null;
}

/**
 * Evaluates a workspace's warnings as of its local day, brings its incidents up to date.
 * Refresh the snapshots first. Any number of instances may call it at the same time, and as often as they like:
 * the same state of the data changes nothing a second time.
 */
export async function evaluateWorkspace(
  parts: DeliveryParts,
  workspace: WorkspaceRef,
  now: Date,
): Promise<Evaluated> {
  const day = localDay(now.getTime(), workspace.settings.timeZone);
  const known = await loadWorkspaceHistory(parts.store, workspace, day);
  const changed = await updateIncidents(parts.store, workspace, known, { instant: now.getTime(), day });
  return { asOf: day, changed };
}

/** The part of it that tells nobody: gives the numbers of the incidents that changed. */
export async function updateIncidents(
  store: Store,
  { workspaceId }: WorkspaceRef,
  { history, thresholds }: WorkspaceHistory,
  at: Moment,
): Promise<readonly number[] | null> {
  const groups = evaluateWith(history, thresholds).map((warning): Related => [warning]);
  const view: DataSight = {
    asOf: history.asOf,
    holdersOf: (rule) => holdersOf(history, rule),
    endingOf: (member) => endingOf(history, thresholds, member),
    standingOf: (warning) => ({
      volume: volumeOf(history, warning.evidence.from, warning.evidence.to),
      threshold: thresholdFor(thresholds, warning),
    }),
  };
  return changingIncidents(store, workspaceId, async (transaction) => {
    if (!(await claimEvaluation(transaction, workspaceId, history.asOf))) return null;
    const stored = (await incidentsSince(transaction, workspaceId, history.asOf - settledFor)).map(
      ({ incident }) => incident,
    );
    const numbers: number[] = [];
    for (const { number, events } of reconcile(stored, groups, view, at)) {
      const incident = stored.find((each) => each.number === number);
      numbers.push(
        incident
          ? (await continueIncident(transaction, workspaceId, incident, events)).number
          : await openIncident(transaction, workspaceId, events),
      );
    }
    return numbers;
  });
}
