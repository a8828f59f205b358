import { formatDay, localDay } from "../funnel/calendar.ts";
import { formatMinute, runAt } from "../funnel/schedule.ts";
import { claimDay } from "../store/daily-evaluations.ts";
import type { Store } from "../store/database.ts";
import { addJobs, type Job } from "../store/jobs.ts";
import { listWorkspaces } from "../store/workspaces.ts";

/** The local time from which a day's warnings are evaluated: before people look, after the night's imports. */
const evaluatedFrom = formatMinute(7 * 60);

/** Gives the job that evaluates a workspace's day. */
export function evaluationJob(workspaceId: number, day: string): Job {
  return { task: "evaluate", payload: { workspaceId, day }, key: `evaluate:${workspaceId}:${day}` };
}

/** Gives the job that drops the facts which a workspace no longer keeps. */
export function droppingJob(workspaceId: number, day: string): Job {
  return {
    task: "drop-old-facts",
    payload: { workspaceId, day },
    key: `drop-old-facts:${workspaceId}:${day}`,
  };
}

/**
 * Has each workspace's warnings evaluated once on each of its local days, and its facts dropped that it no longer keeps.
 * Any number of instances may call it.
 */
export async function planDueEvaluations(store: Store, now: Date): Promise<number> {
  let planned = 0;
  for (const { workspaceId, settings } of await listWorkspaces(store)) {
    const clock = runAt(now.getTime(), settings.timeZone).local.slice(11);
    if (clock < evaluatedFrom) continue;
    const day = localDay(now.getTime(), settings.timeZone);
    await store.transaction().execute(async (transaction) => {
      if (!(await claimDay(transaction, workspaceId, day))) return;
      await addJobs(transaction, [
        evaluationJob(workspaceId, formatDay(day)),
        ...(settings.keepFactsMonths === null ? [] : [droppingJob(workspaceId, formatDay(day))]),
      ]);
      planned += 1;
    });
  }
  return planned;
}
