import type { WebClient } from "@slack/web-api";
import type { Logger } from "pino";
import type { Renderer } from "../charts/render.ts";
import type { Store } from "../store/database.ts";
import { findDelivery, planDelivery } from "../store/deliveries.ts";
import { insertReported, lastReported } from "../store/reported-readings.ts";
import { endRun, findRun, hasLaterRun, type Run, type RunEnd, type RunRef } from "../store/runs.ts";
import { type Subscription, slackPauseReasons, subscriptionOfId } from "../store/subscriptions.ts";
import { type Workspace, workspaceById } from "../store/workspaces.ts";
import { deliverPlanned } from "./deliver-digest.ts";
import { abandonDelivery } from "./delivery/clear-files.ts";
import type { Sleep } from "./delivery/slack-calls.ts";
import { type DeliveryTiming, usualTiming } from "./delivery/timing.ts";
import { pauseForSlack } from "./pause-subscription.ts";
import { worthwhile } from "./plan-runs.ts";
import { composeRun, type DigestContext, type ModelMaker, saysNothingNew } from "./run-digest-compose.ts";
import type { SharedRefresh } from "./shared-refresh.ts";

export interface RunParts {
  readonly store: Store;
  /** Gives the client that acts as the bot of a workspace, or null where the app is not installed. */
  readonly clientOf: (workspaceId: number) => Promise<WebClient | null>;
  readonly renderer: Pick<Renderer, "render">;
  readonly makeModel: ModelMaker;
  readonly refreshed: SharedRefresh;
  readonly contextOf: (workspace: Workspace) => Promise<DigestContext>;
  readonly log: Logger;
  readonly now: () => Date;
  readonly sleep: Sleep;
  readonly timing?: DeliveryTiming;
  /** Lets few compose at a time: it is work for the processor, not waiting. */
  readonly composing: Turnstile;
}

/** Does work when there is a place for it. */
export type Turnstile = <T>(work: () => Promise<T>) => Promise<T>;

/** Gives a turnstile with so many places, taken in order. */
export function createTurnstile(places: number): Turnstile {
  const waiting: (() => void)[] = [];
  let taken = 0;
  return async (work) => {
    if (taken < places) taken += 1;
    // Whoever leaves hands its place on.
    else await new Promise<void>((resolve) => waiting.push(resolve));
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next) next();
      else taken -= 1;
    }
  };
}

/** Names a run's delivery. */
export function runDeliveryKey({ subscriptionId, dueAt }: RunRef): string {
  return `run:${subscriptionId}:${dueAt.toISOString()}`;
}

/**
 * Carries out a due run: fresh snapshots, figures kept as reported, charts, message, thread. Repeating it, from any
 * instance and after any crash, goes on from its last step; a run that has ended stays as it is. Gives how the run
 * ended, or null when it had ended before. Throws what a later call may not meet any more.
 */
export async function runDigest(parts: RunParts, ref: RunRef): Promise<RunEnd["state"] | null> {
  const { store, now } = parts;
  const run = await findRun(store, ref);
  if (run?.state !== "pending") return null;
  const end = async (state: RunEnd["state"], reason: string | null, messageTs: string | null = null) => {
    const ended = await endRun(store, ref, { state, reason, messageTs, at: now() });
    return ended ? state : null;
  };

  const delivery = { workspaceId: ref.workspaceId, deliveryKey: runDeliveryKey(ref) };
  const begun = await findDelivery(store, delivery);
  const giveUp = async (state: "missed" | "skipped", reason: string) => {
    if (begun?.attempt === null) await abandonDelivery(parts, delivery, parts.timing ?? usualTiming);
    return end(state, reason);
  };
  const subscription = await subscriptionOfId(store, ref);
  const workspace = await workspaceById(store, ref.workspaceId);
  if (!subscription || !workspace) return giveUp("skipped", "removed");
  const isOnItsWay = begun !== null && (begun.attempt !== null || Object.keys(begun.messageTs).length > 0);
  if (!isOnItsWay) {
    if (subscription.paused) {
      return giveUp(
        "skipped",
        subscription.paused.reason === "person" ? "paused" : subscription.paused.reason,
      );
    }
    if (await hasLaterRun(store, ref)) return giveUp("missed", "superseded");
    if (now().getTime() - ref.dueAt.getTime() >= worthwhile) return giveUp("missed", run.reason ?? "overdue");
  }
  const slack = await parts.clientOf(ref.workspaceId);
  if (!slack) {
    await pauseForSlack(parts, { subscription, workspace, slack, reason: "app-removed" });
    return end("failed", "app-removed");
  }
  const isPlanned =
    begun !== null ||
    (await parts.composing(async () => {
      // A stop ends it here, however many wait for their turn.
      await parts.sleep(0);
      return plan(parts, run, subscription, workspace);
    }));
  if (!isPlanned) return end("skipped", "nothing-changed");

  const log = parts.log.child({ subscription: ref.subscriptionId, dueAt: ref.dueAt.toISOString() });
  const outcome = await deliverPlanned({ ...parts, slack, log }, delivery);
  if (outcome.outcome === "stopped") {
    const reason = slackPauseReasons.find((each) => each === outcome.reason);
    if (reason) await pauseForSlack(parts, { subscription, workspace, slack, reason });
    return end("failed", reason ?? `refused: ${outcome.slackError}`);
  }
  return end(outcome.late ? "late" : "delivered", null, outcome.ts);
}

/** Composes the run's digest and keeps its figures as reported, both or neither; false: there is nothing to tell. */
async function plan(
  { store, makeModel, refreshed, contextOf, now }: RunParts,
  run: Run,
  subscription: Subscription,
  workspace: Workspace,
): Promise<boolean> {
  await refreshed(workspace);
  const reported = await lastReported(store, run, run.dueAt);
  const { deliverable, readings } = await composeRun(store, makeModel, {
    subscription,
    settings: workspace.settings,
    dueAt: run.dueAt,
    now: now(),
    reported,
    context: await contextOf(workspace),
  });
  if (subscription.skipUnchanged && saysNothingNew(readings, reported)) return false;
  const delivery = { workspaceId: run.workspaceId, deliveryKey: runDeliveryKey(run) };
  await store.transaction().execute(async (transaction) => {
    const planned = await planDelivery(transaction, delivery, {
      channelId: subscription.channelId,
      content: deliverable,
    });
    if (planned) await insertReported(transaction, run, readings, now());
  });
  return true;
}
