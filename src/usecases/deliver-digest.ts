import type { Message } from "../messages/blocks.ts";
import { type ChartSlot, chartSlotsOf, fillChartSlots } from "../messages/chart-slots.ts";
import {
  type Delivery,
  findDelivery,
  planDelivery,
  recordDone,
  recordStopped,
  stoppedDeliveries,
} from "../store/deliveries.ts";
import type { GrantedFile } from "../store/delivery-files.ts";
import type { DeliveryRef, HeldDelivery } from "../store/delivery-hold.ts";
import type { Job } from "../store/jobs.ts";
import { clearingJob, clearLater } from "./delivery/clear-files.ts";
import { whileHeld } from "./delivery/hold.ts";
import { type PostParts, postPart, settleAttempt } from "./delivery/post-part.ts";
import { Refusal, type StopReason } from "./delivery/refusal.ts";
import { type DeliveryTiming, usualTiming } from "./delivery/timing.ts";
import { type NamedChart, startUploads, type UploadParts } from "./delivery/upload-charts.ts";

/** A message with its thread replies and pictures, ready to go. Plain data: it is stored until it has arrived. */
export interface Deliverable {
  readonly message: Message;
  readonly replies: readonly Message[];
  /** What belongs in the messages' chart slots. */
  readonly charts: readonly NamedChart[];
  /** Stands in the place of a picture that could not be drawn or sent; mrkdwn. */
  readonly chartMissing: string;
  /** A thread that is there already: the message becomes a reply in it, as do its own replies. */
  readonly threadTs?: string;
  /** What is posted instead of `message` from this moment on (milliseconds since the epoch). */
  readonly late?: { readonly from: number; readonly message: Message };
}

export type DeliveryParts = Omit<PostParts & UploadParts, "timing"> & { readonly timing?: DeliveryTiming };

export interface DeliveryRequest extends DeliveryRef {
  readonly channelId: string;
  readonly digest: Deliverable;
}

export type DeliveryOutcome =
  | { readonly outcome: "delivered"; readonly ts: string; readonly late: boolean }
  /** An earlier call did it. */
  | { readonly outcome: "already-delivered"; readonly ts: string; readonly late: boolean }
  /** Slack refuses it until a person changes something; then the same call goes on where this one ended. */
  | { readonly outcome: "stopped"; readonly reason: StopReason; readonly slackError: string };

/**
 * Brings a digest into a channel once. Repeating a key, from any instance and after any crash, goes on from the last
 * checkpoint with what was composed first, and never posts a second time. Throws `SlackUnreachable` when Slack does
 * not answer, `DeliveryHeld` and `HoldLost` when another process is at it: then call it again later.
 */
export async function deliverDigest(
  parts: DeliveryParts,
  request: DeliveryRequest,
): Promise<DeliveryOutcome> {
  const { workspaceId, deliveryKey, channelId, digest } = request;
  await planDelivery(parts.store, request, { channelId, content: digest });
  return deliverPlanned(parts, { workspaceId, deliveryKey });
}

/** Brings what was planned under that key into its channel; see `deliverDigest`. */
export async function deliverPlanned(given: DeliveryParts, ref: DeliveryRef): Promise<DeliveryOutcome> {
  const timing = given.timing ?? usualTiming;
  const parts = { ...given, timing };
  return whileHeld(parts, ref, timing.holdFor, async (held) => {
    const delivery = await findDelivery(parts.store, ref);
    if (!delivery) throw new Error(`The delivery ${ref.deliveryKey} was never planned`);
    const ts = delivery.messageTs["0"];
    if (delivery.step === "done" && ts !== undefined) {
      return { outcome: "already-delivered", ts, late: delivery.late === true };
    }
    try {
      return { outcome: "delivered", ...(await carryOut(parts, held, delivery)) };
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      const { reason, slackError } = error;
      await recordStopped(parts.store, held, reason, await clearingAfter(parts, held, reason));
      parts.log.warn(
        { deliveryKey: ref.deliveryKey, channel: delivery.channelId, reason, slackError },
        "A delivery is stopped",
      );
      return { outcome: "stopped", reason, slackError };
    }
  });
}

type Parts = PostParts & UploadParts;

async function carryOut(
  parts: Parts,
  held: HeldDelivery,
  delivery: Delivery,
): Promise<{ readonly ts: string; readonly late: boolean }> {
  // What was stored is what `planDelivery` was given.
  const content = delivery.content as Deliverable;
  const { chartMissing } = content;
  const messageTs = await settled(parts, held, delivery, content);
  const late = delivery.late ?? (content.late !== undefined && parts.now().getTime() >= content.late.from);
  const message = late && content.late ? content.late.message : content.message;
  const open = [message, ...content.replies].flatMap((each, part) =>
    messageTs[part] === undefined ? [{ message: each, part, slots: chartSlotsOf(each) }] : [],
  );
  const charts = open.flatMap(({ slots }) =>
    slots.flatMap(({ name }) => content.charts.find((chart) => chart.name === name) ?? []),
  );
  const files = new Map<string, string | null>(Object.entries(delivery.fileIds));
  const uploads = startUploads(
    parts,
    held,
    charts.filter(({ name }) => !files.has(name)),
    delivery.files,
  );
  let rootTs = messageTs["0"];
  try {
    for (const { message: each, part, slots } of open) {
      // A message goes out as soon as its own pictures are there.
      for (const { name } of slots) if (!files.has(name)) files.set(name, await uploads.fileOf(name));
      const shown = [...files].flatMap(([name, id]) => (id === null ? [] : [[name, id] as const]));
      const filled = fillChartSlots(each, new Map(shown), chartMissing);
      const threadTs = content.threadTs ?? rootTs;
      const ts = await postPart(parts, {
        held,
        delivery,
        part,
        message: filled,
        late,
        chartMissing,
        ...(threadTs === undefined ? {} : { threadTs }),
        files: [...shown.map(([name, id]) => ({ name, id })), ...delivery.files].filter(isIn(slots)),
      });
      rootTs ??= ts;
    }
  } finally {
    await uploads.end();
  }
  if (rootTs === undefined) throw new Error("a digest without a message");
  await recordDone(parts.store, held, clearingJob(held, parts.timing));
  return { ts: rootTs, late };
}

/** Gives what stands in Slack already, by part: an attempt that nobody lived to hear of included. */
async function settled(
  parts: Parts,
  held: HeldDelivery,
  delivery: Delivery,
  { threadTs, message, replies }: Deliverable,
): Promise<Delivery["messageTs"]> {
  const { attempt, messageTs } = delivery;
  if (attempt === null) return messageTs;
  const thread = threadTs ?? messageTs["0"];
  const posted = [message, ...replies][attempt.part];
  const ts = await settleAttempt(parts, {
    held,
    delivery,
    attempt,
    files: delivery.files.filter(isIn(posted ? chartSlotsOf(posted) : [])),
    ...(thread === undefined ? {} : { threadTs: thread }),
  });
  return ts === null ? messageTs : { ...messageTs, [attempt.part]: ts };
}

/** Whether a file is of a chart that has its place there. */
function isIn(slots: readonly ChartSlot[]): (file: GrantedFile) => boolean {
  return (file) => slots.some(({ name }) => name === file.name);
}

/**
 * Gives the job that removes what a stopped delivery has uploaded; null where a message that may stand in Slack shows
 * it, or where the app cannot remove anything.
 */
async function clearingAfter(
  { store, timing }: Parts,
  held: HeldDelivery,
  reason: StopReason,
): Promise<Job | null> {
  const delivery = await findDelivery(store, held);
  return delivery?.attempt || reason === "app-removed" ? null : clearingJob(held, timing);
}

/**
 * Takes up again what Slack refused for a channel since then, oldest first, until it refuses again, and has the files
 * removed that could not be while the app was not there. Gives how many were delivered.
 */
export async function resumeDeliveries(
  parts: DeliveryParts,
  where: { readonly workspaceId: number; readonly channelId: string; readonly since: Date },
): Promise<number> {
  const { workspaceId } = where;
  await clearLater(parts, where, parts.timing ?? usualTiming);
  let delivered = 0;
  for (const deliveryKey of await stoppedDeliveries(parts.store, where)) {
    const { outcome } = await deliverPlanned(parts, { workspaceId, deliveryKey });
    if (outcome === "stopped") break;
    delivered += 1;
  }
  return delivered;
}
