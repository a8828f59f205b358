import { createMetrics, type Metrics } from "./metrics.ts";
import { type SlackCall, slackCalls } from "./slack/client-options.ts";
import type { Store } from "./store/database.ts";
import { queueDepth } from "./store/jobs.ts";
import { oldestRefresh } from "./store/snapshot-state.ts";

/** Gives the app's metrics: they count Slack calls by themselves, and ask the database for what is true now. */
export function startMetrics(store: Store, now: () => Date): Metrics {
  const metrics = createMetrics(async () => {
    const [jobs, refreshedAt] = await Promise.all([queueDepth(store), oldestRefresh(store)]);
    return {
      jobs: { waiting: jobs.waiting, running: jobs.running, later: jobs.later },
      refreshAge: refreshedAt === null ? null : (now().getTime() - refreshedAt.getTime()) / 1000,
    };
  });
  slackCalls.subscribe((call) => {
    const { method, outcome } = call as SlackCall;
    metrics.slackCall(method, outcome);
  });
  return metrics;
}
