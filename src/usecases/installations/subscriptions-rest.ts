import type { Store } from "../../store/database.ts";
import { pauseRow, subscriptionsOf } from "../../store/subscriptions.ts";
import { resumeSubscription } from "../subscriptions.ts";

const reason = "app-removed";

/** Lets a workspace's subscriptions rest for want of the app. */
export async function restSubscriptions(store: Store, workspaceId: number, at: Date): Promise<void> {
  for (const { subscriptionId } of await subscriptionsOf(store, workspaceId)) {
    await pauseRow(store, { workspaceId, subscriptionId }, reason, at);
  }
}

/** Lets go on what rested for want of the app; what a person paused stays so. */
export async function wakeSubscriptions(store: Store, workspaceId: number, now: Date): Promise<void> {
  for (const { subscriptionId, paused } of await subscriptionsOf(store, workspaceId)) {
    if (paused?.reason === reason) await resumeSubscription(store, { workspaceId, subscriptionId }, now);
  }
}
