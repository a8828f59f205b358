import type { Store } from "../store/database.ts";
import { planDelivery } from "../store/deliveries.ts";
import { addJobs } from "../store/jobs.ts";
import { lastReported } from "../store/reported-readings.ts";
import { type SubscriptionRef, subscriptionOfId } from "../store/subscriptions.ts";
import { workspaceById } from "../store/workspaces.ts";
import { type DeliveryOutcome, deliverPlanned } from "./deliver-digest.ts";
import { refresh } from "./refresh.ts";
import type { RunParts } from "./run-digest.ts";
import { composeRun } from "./run-digest-compose.ts";
import { findSubscription } from "./subscriptions.ts";

export interface SendNow extends SubscriptionRef {
  /** The same for one and the same wish, however often it is told. */
  readonly requestKey: string;
}

/**
 * Has a subscription's digest sent now, beside its schedule: no due time is used up or moved. Throws
 * `unknown-subscription`.
 */
export async function requestSendNow(store: Store, request: SendNow): Promise<void> {
  await findSubscription(store, request);
  const { workspaceId, subscriptionId, requestKey } = request;
  await addJobs(store, [
    {
      task: "send-now",
      payload: { workspaceId, subscriptionId, requestKey },
      key: `now:${workspaceId}:${subscriptionId}:${requestKey}`,
    },
  ]);
}

/** Sends what was asked for; repeating it posts nothing twice. Null: there is nothing, or nobody, to send. */
export async function sendNow(parts: RunParts, request: SendNow): Promise<DeliveryOutcome | null> {
  const { store, now, makeModel, contextOf } = parts;
  const { workspaceId, subscriptionId, requestKey } = request;
  const [subscription, workspace, slack] = await Promise.all([
    subscriptionOfId(store, request),
    workspaceById(store, workspaceId),
    parts.clientOf(workspaceId),
  ]);
  if (!subscription || !workspace || !slack) return null;
  const delivery = { workspaceId, deliveryKey: `now:${subscriptionId}:${requestKey}` };
  await parts.composing(async () => {
    await refresh(store, workspace, now());
    const { deliverable } = await composeRun(store, makeModel, {
      subscription,
      settings: workspace.settings,
      dueAt: now(),
      now: now(),
      reported: await lastReported(store, request, now()),
      context: await contextOf(workspace),
    });
    const { late: _, ...content } = deliverable;
    await planDelivery(store, delivery, { channelId: subscription.channelId, content });
  });
  return deliverPlanned({ ...parts, slack }, delivery);
}
