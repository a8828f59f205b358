import { addJobs } from "../store/jobs.ts";
import { reopenRun, runsOf } from "../store/runs.ts";
import { pausedForSlack, slackPauseReasons } from "../store/subscriptions.ts";
import { type DeliveryParts, resumeDeliveries } from "./deliver-digest.ts";
import { runJob, worthwhile } from "./plan-runs.ts";
import { resumeSubscription } from "./subscriptions.ts";

/**
 * A channel takes messages again: its subscriptions go on, a digest of the last day that was refused for want of that
 * is carried out now, and so is everything else that was refused there.
 */
export async function resumeChannel(
  parts: DeliveryParts,
  { workspaceId, channelId }: { readonly workspaceId: number; readonly channelId: string },
): Promise<void> {
  const { store, log, now } = parts;
  const since = new Date(now().getTime() - worthwhile);
  for (const subscription of await pausedForSlack(store, workspaceId, channelId)) {
    await resumeSubscription(store, subscription, now());
    log.info({ subscription: subscription.subscriptionId, channel: channelId }, "A subscription goes on");
    const runs = await runsOf(store, subscription, 10);
    const refused = runs.find(
      ({ state, reason, dueAt }) =>
        state === "failed" && dueAt >= since && slackPauseReasons.some((each) => each === reason),
    );
    const isNewest = runs.every(({ dueAt }) => refused === undefined || dueAt <= refused.dueAt);
    if (!refused || !isNewest) continue;
    await store.transaction().execute(async (transaction) => {
      if (await reopenRun(transaction, refused)) await addJobs(transaction, [runJob(refused)]);
    });
  }
  await resumeDeliveries(parts, { workspaceId, channelId, since });
}
