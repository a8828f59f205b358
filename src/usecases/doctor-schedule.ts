import type { Store } from "../store/database.ts";
import { latestRuns } from "../store/runs.ts";
import { subscriptionsOf } from "../store/subscriptions.ts";
import { isWorkerSeen } from "../store/worker-pools.ts";
import { listWorkspaces } from "../store/workspaces.ts";

interface ScheduleFinding {
  readonly check: "schedule";
  readonly state: "ok" | "warning";
  readonly what: string;
  /** How to mend it; null when all is well. */
  readonly next: string | null;
}

/** Says whether anybody carries out what is due, and which subscriptions rest or failed. */
export async function scheduleFindings(store: Store): Promise<readonly ScheduleFinding[]> {
  const findings: ScheduleFinding[] = [];
  let count = 0;
  for (const { workspaceId, name } of await listWorkspaces(store)) {
    const latest = new Map(
      (await latestRuns(store, workspaceId)).map((run) => [run.subscriptionId, run] as const),
    );
    for (const { subscriptionId: id, channelId, paused } of await subscriptionsOf(store, workspaceId)) {
      count += 1;
      const run = latest.get(id);
      if (paused && paused.reason !== "person") {
        findings.push({
          check: "schedule",
          state: "warning",
          what: `The subscription ${id} of ${name} for ${channelId} rests: ${paused.reason}.`,
          next: `Invite the bot there, or mend what is named; then: npm run -s concord -- subscription resume ${id}`,
        });
      } else if (run?.state === "failed" || run?.state === "missed") {
        findings.push({
          check: "schedule",
          state: "warning",
          what: `The last digest of the subscription ${id} of ${name} was ${run.state}: ${run.reason}.`,
          next: `docs/OPERATIONS.md says what that means; its history: npm run -s concord -- subscription history ${id}`,
        });
      }
    }
  }
  const isSeen = await isWorkerSeen(store);
  if (count > 0 && !isSeen) {
    findings.push({
      check: "schedule",
      state: "warning",
      what: "No running Concord was seen within a minute: nothing is sent.",
      next: "Start it with: npm start",
    });
  }
  if (findings.length > 0) return findings;
  return [{ check: "schedule", state: "ok", what: `${count} subscriptions are on time.`, next: null }];
}
