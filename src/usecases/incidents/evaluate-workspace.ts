import { type Day, localDay } from "../../funnel/calendar.ts";
import type { Store } from "../../store/database.ts";
import {
  changingIncidents,
  claimEvaluation,
  continueIncident,
  incidentsSince,
  openIncident,
} from "../../store/incidents.ts";
import { evaluate } from "../../warnings/evaluate.ts";
import { groupWarnings } from "../../warnings/groups.ts";
import type { History } from "../../warnings/history.ts";
import type { Moment } from "../../warnings/incident.ts";
import { endingOf, holdersOf, volumeOf } from "../../warnings/incident-endings.ts";
import { type DataSight, type Related, reconcile, settledFor } from "../../warnings/incident-reconcile.ts";
import { thresholdFor } from "../../warnings/incident-thresholds.ts";
import type { DeliveryParts } from "../deliver-digest.ts";
import { deliverIncidents, type IncidentDelivery } from "./deliver-incidents.ts";
import { loadWorkspaceHistory, type WorkspaceRef } from "./workspace-history.ts";

export interface Evaluated {
  readonly asOf: Day;
  /** The incidents that changed, new ones included; null: another instance looked from a later day already. */
  readonly changed: readonly number[] | null;
  readonly delivery: IncidentDelivery;
}

/**
 * Evaluates a workspace's warnings as of its local day, brings its incidents up to date, and their threads
 * after them.
 * Refresh the snapshots first. Any number of instances may call it at the same time, and as often as they like:
 * the same state of the data changes nothing a second time, and what a crash left untold is told by the next call. Throws
 * `SlackUnreachable`; the incidents are stored by then.
 */
export async function evaluateWorkspace(
  parts: DeliveryParts,
  workspace: WorkspaceRef,
  now: Date,
): Promise<Evaluated> {
  const day = localDay(now.getTime(), workspace.settings.timeZone);
  const history = await loadWorkspaceHistory(parts.store, workspace, day);
  const changed = await updateIncidents(parts.store, workspace, history, { instant: now.getTime(), day });
  return { asOf: day, changed, delivery: await deliverIncidents(parts, workspace, history) };
}

/** The part of it that tells nobody: gives the numbers of the incidents that changed. */
export async function updateIncidents(
  store: Store,
  { workspaceId }: WorkspaceRef,
  history: History,
  at: Moment,
): Promise<readonly number[] | null> {
  const groups = groupWarnings(evaluate(history)).map(
    ({ lead, consequences }): Related => [lead, ...consequences],
  );
  const sight: DataSight = {
    asOf: history.asOf,
    holdersOf: (rule) => holdersOf(history, rule),
    endingOf: (member) => endingOf(history, member),
    standingOf: (warning) => ({
      volume: volumeOf(history, warning.evidence.from, warning.evidence.to),
      threshold: thresholdFor(history, warning),
    }),
  };
  return changingIncidents(store, workspaceId, async (transaction) => {
    if (!(await claimEvaluation(transaction, workspaceId, history.asOf))) return null;
    const stored = (await incidentsSince(transaction, workspaceId, history.asOf - settledFor)).map(
      ({ incident }) => incident,
    );
    const numbers: number[] = [];
    for (const { number, events } of reconcile(stored, groups, sight, at)) {
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
