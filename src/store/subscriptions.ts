import { type RawBuilder, sql } from "kysely";
import { type KpiName, kpiNames } from "../funnel/readings.ts";
import { type DayName, dayNames, type Schedule } from "../funnel/schedule.ts";
import type { Settings } from "../funnel/settings.ts";
import type { Store } from "./database.ts";

/** Why Slack takes nothing for a channel. */
export const slackPauseReasons = [
  "channel-not-found",
  "not-in-channel",
  "channel-archived",
  "app-removed",
  "missing-scope",
  "not-allowed",
] as const;
export type SlackPauseReason = (typeof slackPauseReasons)[number];

/** Why a subscription rests; `person`: somebody paused it. */
export type PauseReason = SlackPauseReason | "person";

/** What somebody asks for: which digest goes where and when. */
export interface SubscriptionPlan extends Schedule {
  readonly channelId: string;
  readonly locale: Settings["locale"];
  /** Empty: all seven. */
  readonly kpis: readonly KpiName[];
  readonly breakdown: "acquisition-channel" | "segment" | null;
  /** Slack's user id of whoever is told when the channel is lost; null: nobody. */
  readonly ownerId: string | null;
  /** Local days, as ISO days, without a digest, beside the workspace's own holidays. */
  readonly holidays: readonly string[];
  readonly skipUnchanged: boolean;
}

export interface Subscription extends SubscriptionPlan {
  readonly workspaceId: number;
  readonly subscriptionId: string;
  readonly paused: { readonly reason: PauseReason; readonly at: Date } | null;
  /** Due times before it are runs already. */
  readonly nextDueAt: Date;
}

export interface SubscriptionRef {
  readonly workspaceId: number;
  readonly subscriptionId: string;
}

interface Row {
  readonly workspace_id: number;
  readonly subscription_id: string;
  readonly channel_id: string;
  readonly days: readonly string[];
  readonly minute: number;
  readonly time_zone: string;
  readonly locale: Settings["locale"];
  readonly kpis: readonly string[];
  readonly breakdown: Subscription["breakdown"];
  readonly owner_id: string | null;
  readonly holidays: readonly string[];
  readonly skip_unchanged: boolean;
  readonly paused_reason: PauseReason | null;
  readonly paused_at: Date | null;
  readonly next_due_at: Date;
}

const columns = sql`workspace_id, subscription_id, channel_id, days, minute, time_zone, locale, kpis, breakdown,
  owner_id, holidays::text[] as holidays, skip_unchanged, paused_reason, paused_at, next_due_at`;

function subscriptionOf(row: Row): Subscription {
  return {
    workspaceId: row.workspace_id,
    subscriptionId: row.subscription_id,
    channelId: row.channel_id,
    days: dayNames.filter((day): day is DayName => row.days.includes(day)),
    minute: row.minute,
    timeZone: row.time_zone,
    locale: row.locale,
    kpis: kpiNames.filter((kpi) => row.kpis.includes(kpi)),
    breakdown: row.breakdown,
    ownerId: row.owner_id,
    holidays: row.holidays,
    skipUnchanged: row.skip_unchanged,
    paused: row.paused_reason && row.paused_at ? { reason: row.paused_reason, at: row.paused_at } : null,
    nextDueAt: row.next_due_at,
  };
}

/** Gives a workspace's subscriptions, the oldest first. */
export async function subscriptionsOf(store: Store, workspaceId: number): Promise<readonly Subscription[]> {
  const { rows } = await sql<Row>`
    select ${columns} from subscriptions where workspace_id = ${workspaceId} and removed_at is null
    order by created_at, subscription_id`.execute(store);
  return rows.map(subscriptionOf);
}

/** Gives a subscription, or null when there is none of that id, or no more. */
export async function subscriptionOfId(
  store: Store,
  { workspaceId, subscriptionId }: SubscriptionRef,
): Promise<Subscription | null> {
  const { rows } = await sql<Row>`
    select ${columns} from subscriptions
    where workspace_id = ${workspaceId} and subscription_id = ${subscriptionId} and removed_at is null`.execute(
    store,
  );
  return rows[0] ? subscriptionOf(rows[0]) : null;
}

/** Adds a subscription whose first due time is `nextDueAt`. */
export async function insertSubscription(
  store: Store,
  workspaceId: number,
  plan: SubscriptionPlan,
  nextDueAt: Date,
): Promise<Subscription> {
  const { rows } = await sql<Row>`
    insert into subscriptions (workspace_id, channel_id, days, minute, time_zone, locale, kpis, breakdown,
      owner_id, holidays, skip_unchanged, next_due_at)
    values (${workspaceId}, ${plan.channelId}, ${[...plan.days]}::text[], ${plan.minute}, ${plan.timeZone},
      ${plan.locale}, ${[...plan.kpis]}::text[], ${plan.breakdown}, ${plan.ownerId},
      ${[...plan.holidays]}::date[], ${plan.skipUnchanged}, ${nextDueAt})
    returning ${columns}`.execute(store);
  const [row] = rows;
  if (!row) throw new Error("A subscription was inserted and not given back.");
  return subscriptionOf(row);
}

/** Adds a workspace's first subscription; null when it has, or had, one. Two instances that start at once add one. */
export async function insertFirstSubscription(
  store: Store,
  workspaceId: number,
  plan: SubscriptionPlan,
  nextDueAt: Date,
): Promise<Subscription | null> {
  return store.transaction().execute(async (transaction) => {
    await sql`select 1 from workspaces where workspace_id = ${workspaceId} for update`.execute(transaction);
    const { rows } = await sql`
      select 1 from subscriptions where workspace_id = ${workspaceId} limit 1`.execute(transaction);
    return rows.length > 0 ? null : insertSubscription(transaction, workspaceId, plan, nextDueAt);
  });
}

/** Replaces what a subscription asks for; null when there is none of that id. */
export async function replaceSubscription(
  store: Store,
  ref: SubscriptionRef,
  plan: SubscriptionPlan,
  nextDueAt: Date,
): Promise<Subscription | null> {
  return update(
    store,
    ref,
    sql`channel_id = ${plan.channelId}, days = ${[...plan.days]}::text[], minute = ${plan.minute},
      time_zone = ${plan.timeZone}, locale = ${plan.locale}, kpis = ${[...plan.kpis]}::text[],
      breakdown = ${plan.breakdown}, owner_id = ${plan.ownerId}, holidays = ${[...plan.holidays]}::date[],
      skip_unchanged = ${plan.skipUnchanged}, next_due_at = ${nextDueAt}`,
  );
}

/** Pauses a subscription; one that is paused already keeps its reason and moment. */
export async function pauseRow(
  store: Store,
  ref: SubscriptionRef,
  reason: PauseReason,
  at: Date,
): Promise<Subscription | null> {
  return update(
    store,
    ref,
    sql`paused_reason = coalesce(paused_reason, ${reason}), paused_at = coalesce(paused_at, ${at})`,
  );
}

/** Lets a paused subscription go on with its next due time. */
export async function resumeRow(
  store: Store,
  ref: SubscriptionRef,
  nextDueAt: Date,
): Promise<Subscription | null> {
  return update(
    store,
    ref,
    sql`paused_reason = null, paused_at = null, next_due_at = greatest(next_due_at, ${nextDueAt})`,
  );
}

/** Gives the subscriptions of a channel that rest because Slack took nothing for it. */
export async function pausedForSlack(
  store: Store,
  workspaceId: number,
  channelId: string,
): Promise<readonly Subscription[]> {
  const { rows } = await sql<Row>`
    select ${columns} from subscriptions
    where workspace_id = ${workspaceId} and channel_id = ${channelId} and removed_at is null
      and paused_reason = any(${[...slackPauseReasons]}::text[])`.execute(store);
  return rows.map(subscriptionOf);
}

/** Takes a subscription off the list; its runs stay on record. */
export async function removeRow(store: Store, ref: SubscriptionRef, at: Date): Promise<Subscription | null> {
  return update(store, ref, sql`removed_at = ${at}`);
}

/**
 * Gives subscriptions with a due time that is not a run yet, locked until the transaction ends. Their ids are random,
 * so that of a minute's many each workspace has some among the first: Slack's pace is each workspace's own.
 */
export async function lockDueSubscriptions(
  transaction: Store,
  now: Date,
  most: number,
): Promise<readonly Subscription[]> {
  const { rows } = await sql<Row>`
    select ${columns} from subscriptions where removed_at is null and next_due_at <= ${now}
    order by next_due_at, subscription_id limit ${most} for update skip locked`.execute(transaction);
  return rows.map(subscriptionOf);
}

/** Records that every due time before `nextDueAt` is a run. */
export async function moveNextDue(
  transaction: Store,
  moves: readonly (SubscriptionRef & Pick<Subscription, "nextDueAt">)[],
): Promise<void> {
  await sql`
    update subscriptions as subscription set next_due_at = move.next_due_at
    from unnest(${moves.map(({ workspaceId }) => workspaceId)}::integer[],
      ${moves.map(({ subscriptionId }) => subscriptionId)}::text[],
      ${moves.map(({ nextDueAt }) => nextDueAt)}::timestamptz[]) as move (workspace_id, subscription_id, next_due_at)
    where subscription.workspace_id = move.workspace_id
      and subscription.subscription_id = move.subscription_id`.execute(transaction);
}

async function update(
  store: Store,
  { workspaceId, subscriptionId }: SubscriptionRef,
  changes: RawBuilder<unknown>,
): Promise<Subscription | null> {
  const { rows } = await sql<Row>`
    update subscriptions set ${changes}
    where workspace_id = ${workspaceId} and subscription_id = ${subscriptionId} and removed_at is null
    returning ${columns}`.execute(store);
  return rows[0] ? subscriptionOf(rows[0]) : null;
}
