import { z } from "zod";
import { UserError } from "../errors.ts";
import { kpiNames } from "../funnel/readings.ts";
import { dayNames, runAfter, runAt } from "../funnel/schedule.ts";
import { defaultSettings, type Settings, settingsSchema } from "../funnel/settings.ts";
import type { Store } from "../store/database.ts";
import { type RunState, runsOf } from "../store/runs.ts";
import {
  insertFirstSubscription,
  insertSubscription,
  pauseRow,
  removeRow,
  replaceSubscription,
  resumeRow,
  type Subscription,
  type SubscriptionRef,
  subscriptionOfId,
  subscriptionsOf,
} from "../store/subscriptions.ts";
import { recordRest } from "./plan-runs.ts";

export type { Subscription, SubscriptionRef } from "../store/subscriptions.ts";

/** What a subscription may ask for; what is left out has its default. */
export const subscriptionSchema = z.object({
  channelId: z
    .string()
    .regex(/^[CDG][A-Z0-9]{2,}$/, { error: "must be a channel's id, such as C0123456789" }),
  days: z.array(z.enum(dayNames)).min(1, { error: "must name a day" }),
  /** Minutes since the local midnight. */
  minute: z.number().int().min(0).max(1439),
  timeZone: settingsSchema.shape.timeZone,
  locale: z.enum(["en", "el"]).default(defaultSettings.locale),
  kpis: z.array(z.enum(kpiNames)).default([]),
  breakdown: z.enum(["acquisition-channel", "segment"]).nullable().default(null),
  ownerId: z.string().min(1).nullable().default(null),
  holidays: settingsSchema.shape.holidays,
  skipUnchanged: z.boolean().default(false),
});
export type SubscriptionWish = z.input<typeof subscriptionSchema>;

/** Gives a workspace's subscriptions, the oldest first. */
export async function listSubscriptions(store: Store, workspaceId: number): Promise<readonly Subscription[]> {
  return subscriptionsOf(store, workspaceId);
}

export interface SaveRequest {
  readonly workspaceId: number;
  /** Left out: a new subscription. */
  readonly subscriptionId?: string;
  readonly wish: SubscriptionWish;
  readonly now: Date;
}

/**
 * Adds a subscription, or changes one; its first run is the first due time after now. Throws `bad-subscription` and
 * `unknown-subscription`.
 */
export async function saveSubscription(
  store: Store,
  { workspaceId, subscriptionId, wish, now }: SaveRequest,
): Promise<Subscription> {
  const parsed = subscriptionSchema.safeParse(wish);
  if (!parsed.success) {
    throw new UserError({
      code: "bad-subscription",
      what: `The subscription cannot be kept: ${parsed.error.issues
        .map(({ path, message }) => `${path.join(".")} ${message}`)
        .join("; ")}.`,
      next: "Change that, and save it again.",
    });
  }
  const nextDueAt = dueAfter(parsed.data, now);
  if (subscriptionId === undefined) return insertSubscription(store, workspaceId, parsed.data, nextDueAt);
  const ref = { workspaceId, subscriptionId };
  return known(ref, await replaceSubscription(store, ref, parsed.data, nextDueAt));
}

/** Gives a schedule's first due time after a moment. */
export function dueAfter(schedule: Parameters<typeof runAfter>[0], after: Date): Date {
  const run = runAfter(schedule, after.getTime());
  if (!run) throw new RangeError("A schedule without days has no next run.");
  return new Date(run.at);
}

/** Gives the subscription of that id. Throws `unknown-subscription`. */
export async function findSubscription(store: Store, ref: SubscriptionRef): Promise<Subscription> {
  return known(ref, await subscriptionOfId(store, ref));
}

/** Lets a subscription rest: its due times are put on record as skipped. Throws `unknown-subscription`. */
export async function pauseSubscription(
  store: Store,
  ref: SubscriptionRef,
  now: Date,
): Promise<Subscription> {
  return known(ref, await pauseRow(store, ref, "person", now));
}

/**
 * Lets a subscription go on with its next due time; those that came while it rested stay on record as skipped. Throws
 * `unknown-subscription`.
 */
export async function resumeSubscription(
  store: Store,
  ref: SubscriptionRef,
  now: Date,
): Promise<Subscription> {
  const subscription = await findSubscription(store, ref);
  await recordRest(store, subscription, now);
  return known(ref, await resumeRow(store, ref, dueAfter(subscription, now)));
}

/** Takes a subscription off the list; its runs stay on record. Throws `unknown-subscription`. */
export async function removeSubscription(
  store: Store,
  ref: SubscriptionRef,
  now: Date,
): Promise<Subscription> {
  return known(ref, await removeRow(store, ref, now));
}

function known({ subscriptionId }: SubscriptionRef, found: Subscription | null): Subscription {
  if (found) return found;
  throw new UserError({
    code: "unknown-subscription",
    what: `There is no subscription ${subscriptionId}.`,
    next: "See those there are with: npm run -s concord -- subscription list",
  });
}

/** One due time of a subscription and what became of it. */
export interface RunRecord {
  /** What clocks in the subscription's time zone showed when it was due. */
  readonly local: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly state: RunState;
  /** Why it was skipped, missed or failed, or is not there yet. */
  readonly reason: string | null;
  readonly messageTs: string | null;
}

const usualHistory = 100;

/** Gives a subscription's runs, the newest first. Throws `unknown-subscription`. */
export async function runHistory(
  store: Store,
  ref: SubscriptionRef,
  most = usualHistory,
): Promise<readonly RunRecord[]> {
  const { timeZone } = await findSubscription(store, ref);
  const runs = await runsOf(store, ref, most);
  return runs.map(({ dueAt, state, reason, messageTs }) => ({
    ...runAt(dueAt.getTime(), timeZone),
    state,
    reason,
    messageTs,
  }));
}

/** What a workspace without any subscription starts with: Monday, nine o'clock, in its own time zone. */
export function firstSubscription(channelId: string, { timeZone, locale }: Settings): SubscriptionWish {
  return { channelId, days: ["mon"], minute: 9 * 60, timeZone, locale };
}

/**
 * Gives a workspace that has no subscription yet its first: the channel that both teams share, every Monday at nine in
 * the workspace's time zone. Null when it has one, or had one that was removed.
 */
export async function subscribeFirstChannel(
  store: Store,
  { workspaceId, settings }: { readonly workspaceId: number; readonly settings: Settings },
  channelId: string,
  now: Date,
): Promise<Subscription | null> {
  const plan = subscriptionSchema.parse(firstSubscription(channelId, settings));
  return insertFirstSubscription(store, workspaceId, plan, dueAfter(plan, now));
}
