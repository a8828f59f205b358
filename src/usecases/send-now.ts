import { findDelivery, planDelivery } from "../store/deliveries.ts";
import { addJobs, type Job } from "../store/jobs.ts";
import { lastReported } from "../store/reported-readings.ts";
import { type Subscription, subscriptionsOf } from "../store/subscriptions.ts";
import type { Ask } from "./ask.ts";
import { composeDigest, digestModel } from "./compose-digest.ts";
import { deliverableOf } from "./deliver-composed.ts";
import {
  type Deliverable,
  type DeliveryOutcome,
  type DeliveryParts,
  deliverPlanned,
} from "./deliver-digest.ts";
import { digestContext } from "./digest-context.ts";
import { refresh } from "./refresh.ts";
import { composeRun } from "./run-digest-compose.ts";
import { findSubscription } from "./subscriptions.ts";

export interface SendNow {
  /** Where to: a subscription's channel, or a channel, which then gets what its own subscription tells. */
  readonly to: { readonly subscriptionId: string } | { readonly channelId: string };
  /** The same for one and the same wish, however often it is told. */
  readonly requestKey: string;
}

/** By then whoever was asked has done it, or has died; the queue makes sure. */
const takenUpAfter = 60_000;

/** Gives the job that carries a planned delivery on, whoever began it. */
export function deliveryJob(ref: { readonly workspaceId: number; readonly deliveryKey: string }): Job {
  const { workspaceId, deliveryKey } = ref;
  return {
    task: "deliver",
    payload: { workspaceId, deliveryKey },
    key: `deliver:${workspaceId}:${deliveryKey}`,
  };
}

/**
 * Brings this week's digest into a channel at once, beside its schedule: no due time is used up or moved. A channel
 * with a subscription gets that one's KPIs, breakdown and language, another all seven. Repeating a wish posts nothing
 * twice, and what a crash or a silent Slack cuts off is carried on by the queue. Throws `unknown-subscription` and what
 * `deliverPlanned` throws.
 */
export async function sendNow(
  parts: DeliveryParts,
  ask: Ask,
  { to, requestKey }: SendNow,
): Promise<DeliveryOutcome> {
  const { store } = parts;
  const { workspaceId } = ask;
  const subscription =
    "subscriptionId" in to
      ? await findSubscription(store, { workspaceId, subscriptionId: to.subscriptionId })
      : await subscriptionIn(parts, ask, to.channelId);
  const channelId = "channelId" in to ? to.channelId : (subscription?.channelId ?? "");
  const delivery = { workspaceId, deliveryKey: `now:${channelId}:${requestKey}` };
  if (!(await findDelivery(store, delivery))) {
    await refresh(store, ask, ask.now);
    const content = await (subscription ? subscribed(parts, ask, subscription) : whole(parts, ask));
    await store.transaction().execute(async (transaction) => {
      await planDelivery(transaction, delivery, { channelId, content });
      await addJobs(transaction, [{ ...deliveryJob(delivery), delay: takenUpAfter }]);
    });
  }
  return deliverPlanned(parts, delivery);
}

/** Of a channel's subscriptions the oldest that does not rest. */
async function subscriptionIn(
  { store }: DeliveryParts,
  { workspaceId }: Ask,
  channelId: string,
): Promise<Subscription | null> {
  const here = (await subscriptionsOf(store, workspaceId)).filter((each) => each.channelId === channelId);
  return here.find(({ paused }) => paused === null) ?? here[0] ?? null;
}

async function subscribed(
  { store }: DeliveryParts,
  ask: Ask,
  subscription: Subscription,
): Promise<Deliverable> {
  const { now, settings } = ask;
  const { deliverable } = await composeRun(store, digestModel, {
    subscription,
    settings,
    dueAt: now,
    now,
    reported: await lastReported(store, subscription, now),
    context: await digestContext(store, ask, now),
  });
  const { late: _, ...content } = deliverable;
  return content;
}

async function whole({ store }: DeliveryParts, ask: Ask): Promise<Deliverable> {
  const { now, settings, today: asOf } = ask;
  const { locale } = settings;
  const context = await digestContext(store, ask, now);
  return deliverableOf(await composeDigest(store, ask, { ...context, asOf, locale, now }), locale);
}
