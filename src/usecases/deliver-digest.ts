import type { Message } from "../messages/blocks.ts";
import { fillChartSlots } from "../messages/chart-slots.ts";
import type { Store } from "../store/database.ts";
import {
  type Delivery,
  type DeliveryRef,
  planDelivery,
  recordDone,
  recordStopped,
  recordUploads,
  stoppedDeliveries,
  withDelivery,
} from "../store/deliveries.ts";
import { type PostParts, postPart } from "./delivery/post-part.ts";
import { Refusal, type StopReason } from "./delivery/refusal.ts";
import { type NamedChart, type UploadParts, uploadCharts } from "./delivery/upload-charts.ts";

/** A message with its thread replies and pictures, ready to go. Plain data: it is stored until it has arrived. */
export interface Deliverable {
  readonly message: Message;
  readonly replies: readonly Message[];
  /** What belongs in the messages' chart slots. */
  readonly charts: readonly NamedChart[];
  /** Stands in the place of a picture that could not be drawn or sent; mrkdwn. */
  readonly chartMissing: string;
}

export type DeliveryParts = PostParts & UploadParts & { readonly store: Store };

export interface DeliveryRequest extends DeliveryRef {
  readonly channelId: string;
  readonly digest: Deliverable;
}

export type DeliveryOutcome =
  | { readonly outcome: "delivered"; readonly ts: string }
  /** An earlier call did it. */
  | { readonly outcome: "already-delivered"; readonly ts: string }
  /** Slack refuses it until a person changes something; then the same call goes on where this one ended. */
  | { readonly outcome: "stopped"; readonly reason: StopReason; readonly slackError: string };

/** Slack takes about one message a second in a channel. */
const pace = 1100;

/**
 * Brings a digest into a channel once. Repeating a key, from any instance and after any crash, goes on from the last
 * checkpoint with what was composed first, and never posts a second time. Throws `SlackUnreachable` when Slack does
 * not answer: then call it again later.
 */
export async function deliverDigest(
  parts: DeliveryParts,
  { workspaceId, deliveryKey, channelId, digest }: DeliveryRequest,
): Promise<DeliveryOutcome> {
  const ref = { workspaceId, deliveryKey };
  return withDelivery(parts.store, ref, async (store) => {
    const delivery = await planDelivery(store, ref, { channelId, content: digest });
    const ts = delivery.messageTs["0"];
    if (delivery.step === "done" && ts !== undefined) return { outcome: "already-delivered", ts };
    if (delivery.channelId !== channelId) {
      throw new Error(`The delivery ${deliveryKey} is on its way to ${delivery.channelId}, not ${channelId}`);
    }
    try {
      return { outcome: "delivered", ts: await carryOut({ ...parts, store }, ref, delivery) };
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      await recordStopped(store, ref, error.reason);
      parts.log.warn(
        { deliveryKey, channel: channelId, reason: error.reason, slackError: error.slackError },
        "A delivery is stopped",
      );
      return { outcome: "stopped", reason: error.reason, slackError: error.slackError };
    }
  });
}

async function carryOut(parts: DeliveryParts, ref: DeliveryRef, delivery: Delivery): Promise<string> {
  // What was stored is what `planDelivery` was given.
  const { message, replies, charts, chartMissing } = delivery.content as Deliverable;
  let { fileIds } = delivery;
  if (delivery.step === "planned") {
    fileIds = await uploadCharts(parts, charts);
    await recordUploads(parts.store, ref, fileIds);
  }
  const files = new Map(Object.entries(fileIds).flatMap(([name, id]) => (id === null ? [] : [[name, id]])));
  let rootTs = delivery.messageTs["0"];
  let postedBefore = false;
  for (const [part, content] of [message, ...replies].entries()) {
    if (delivery.messageTs[part] !== undefined) continue;
    if (postedBefore) await parts.sleep(pace);
    const ts = await postPart(parts, {
      ref,
      delivery,
      part,
      message: fillChartSlots(content, files, chartMissing),
      chartMissing,
      ...(rootTs === undefined ? {} : { threadTs: rootTs }),
    });
    rootTs ??= ts;
    postedBefore = true;
  }
  if (rootTs === undefined) throw new Error("a digest without a message");
  await recordDone(parts.store, ref);
  return rootTs;
}

/**
 * Takes up again what Slack refused for a channel since then, oldest first, until it refuses again. Gives how many
 * were delivered.
 */
export async function resumeDeliveries(
  parts: DeliveryParts,
  where: { readonly workspaceId: number; readonly channelId: string; readonly since: Date },
): Promise<number> {
  const { workspaceId, channelId } = where;
  let delivered = 0;
  for (const { deliveryKey, content } of await stoppedDeliveries(parts.store, where)) {
    // What was stored is what `planDelivery` was given.
    const digest = content as Deliverable;
    const { outcome } = await deliverDigest(parts, { workspaceId, deliveryKey, channelId, digest });
    if (outcome === "stopped") break;
    delivered += 1;
  }
  return delivered;
}
