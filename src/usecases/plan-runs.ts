import { localDayOfRun, nextRuns, runAfter, runAt } from "../funnel/schedule.ts";
import type { Settings } from "../funnel/settings.ts";
import type { Store } from "../store/database.ts";
import { addJobs, type Job } from "../store/jobs.ts";
import { insertRuns, type Run, type RunRef } from "../store/runs.ts";
import { lockDueSubscriptions, moveNextDue, type Subscription } from "../store/subscriptions.ts";
import { listWorkspaces } from "../store/workspaces.ts";

/** A digest that is overdue by this long is not worth sending any more. */
export const worthwhile = 24 * 3_600_000;

/** How many subscriptions one transaction makes runs for. */
const batch = 250;

/** Gives the job that carries out a run. */
export function runJob({ workspaceId, subscriptionId, dueAt }: RunRef): Job {
  const at = dueAt.toISOString();
  return {
    task: "run-digest",
    payload: { workspaceId, subscriptionId, dueAt: at },
    key: `run:${workspaceId}:${subscriptionId}:${at}`,
  };
}

/**
 * Makes a run of every due time that has come, with a job where a digest is to go out. Any number of instances may
 * call it at once: each due time becomes one run. Gives the new runs. Of the due times that nobody was there for, the
 * newest is still carried out, unless it is a day old.
 */
export async function planDueRuns(store: Store, now: Date): Promise<readonly Run[]> {
  const planned: Run[] = [];
  for (;;) {
    const { seen, runs } = await store.transaction().execute(async (transaction) => {
      const due = await lockDueSubscriptions(transaction, now, batch);
      if (due.length === 0) return { seen: 0, runs: [] };
      const settings = new Map(
        (await listWorkspaces(transaction)).map((workspace) => [workspace.workspaceId, workspace.settings]),
      );
      const wanted = due.flatMap((subscription) =>
        runsDue(subscription, settings.get(subscription.workspaceId)?.holidays ?? [], now),
      );
      const inserted = await insertRuns(transaction, wanted);
      await addJobs(
        transaction,
        inserted.filter(({ state }) => state === "pending").map((run) => runJob(run)),
      );
      const moves = due.flatMap(({ workspaceId, subscriptionId, ...schedule }) => {
        const next = runAfter(schedule, now.getTime());
        return next ? [{ workspaceId, subscriptionId, nextDueAt: new Date(next.at) }] : [];
      });
      await moveNextDue(transaction, moves);
      return { seen: due.length, runs: inserted };
    });
    planned.push(...runs);
    if (seen < batch) return planned;
  }
}

/** Puts the due times on record that came while a subscription rested and that nobody has planned yet. */
export async function recordRest(store: Store, subscription: Subscription, now: Date): Promise<void> {
  const runs = runsDue(subscription, [], now);
  await insertRuns(
    store,
    runs.filter(({ state }) => state !== "pending"),
  );
}

type PlannedRun = RunRef & Pick<Run, "state" | "reason">;

/** Gives the due times of a subscription up to now, with what is to become of each. */
function runsDue(
  subscription: Subscription,
  workspaceHolidays: Settings["holidays"],
  now: Date,
): readonly PlannedRun[] {
  const { workspaceId, subscriptionId, paused, timeZone } = subscription;
  const holidays = [...workspaceHolidays, ...subscription.holidays];
  const times = dueTimes(subscription, now);
  return times.map((at, index) => {
    const dueAt = new Date(at);
    const run = (state: Run["state"], reason: string | null): PlannedRun => ({
      workspaceId,
      subscriptionId,
      dueAt,
      state,
      reason,
    });
    if (paused && paused.at <= dueAt) {
      return run("skipped", paused.reason === "person" ? "paused" : paused.reason);
    }
    if (holidays.includes(localDayOfRun(runAt(at, timeZone), timeZone))) return run("skipped", "holiday");
    if (index < times.length - 1 || now.getTime() - at >= worthwhile) return run("missed", "downtime");
    return run("pending", null);
  });
}

function dueTimes(subscription: Subscription, now: Date): readonly number[] {
  const times: number[] = [];
  let [next] = nextRuns(subscription, subscription.nextDueAt.getTime(), 1);
  while (next && next.at <= now.getTime()) {
    times.push(next.at);
    next = runAfter(subscription, next.at) ?? undefined;
  }
  return times;
}
