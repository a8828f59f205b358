import type { Message } from "../messages/blocks.ts";
import { fillChartSlots } from "../messages/chart-slots.ts";
import {
  type Delivery,
  type DeliveryRef,
  findDelivery,
  type HeldDelivery,
  planDelivery,
  recordDone,
  recordFilesGone,
  recordLateness,
  recordStopped,
  recordUploads,
  stoppedDeliveries,
} from "../store/deliveries.ts";
import { whileHeld } from "./delivery/hold.ts";
import { type DeliveryTiming, type PostParts, postPart, usualTiming } from "./delivery/post-part.ts";
import { Refusal, type StopReason } from "./delivery/refusal.ts";
import { deleteFiles, type NamedChart, type UploadParts, uploadCharts } from "./delivery/upload-charts.ts";

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
      await recordStopped(parts.store, held, reason);
      parts.log.warn(
        { deliveryKey: ref.deliveryKey, channel: delivery.channelId, reason, slackError },
        "A delivery is stopped",
      );
      if (reason !== "app-removed") await clearAway(parts, held);
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
  let { fileIds } = delivery;
  if (delivery.step === "planned") {
    fileIds = await uploadCharts(parts, held, content.charts, delivery.fileGrants);
    await recordUploads(parts.store, held, fileIds);
  }
  const late = delivery.late ?? (content.late !== undefined && parts.now().getTime() >= content.late.from);
  if (delivery.late === null) await recordLateness(parts.store, held, late);
  const message = late && content.late ? content.late.message : content.message;
  const files = new Map(Object.entries(fileIds).flatMap(([name, id]) => (id === null ? [] : [[name, id]])));
  let rootTs = delivery.messageTs["0"];
  for (const [part, each] of [message, ...content.replies].entries()) {
    if (delivery.messageTs[part] !== undefined) continue;
    const threadTs = content.threadTs ?? rootTs;
    const filled = fillChartSlots(each, files, chartMissing);
    const ts = await postPart(parts, {
      held,
      delivery,
      part,
      message: filled,
      chartMissing,
      ...(threadTs === undefined ? {} : { threadTs }),
      onPicturesRefused: () => deleteFiles(parts, held.workspaceId, filesIn(filled)),
    });
    rootTs ??= ts;
  }
  if (rootTs === undefined) throw new Error("a digest without a message");
  await recordDone(parts.store, held);
  return { ts: rootTs, late };
}

function filesIn({ blocks }: Message): readonly string[] {
  return blocks.flatMap((block) =>
    block.type === "image" && "slack_file" in block && "id" in block.slack_file && block.slack_file.id
      ? [block.slack_file.id]
      : [],
  );
}

/** Leaves no file behind that nobody will see: what stands in Slack keeps its pictures. */
async function clearAway(parts: Parts, held: HeldDelivery): Promise<void> {
  const delivery = await findDelivery(parts.store, held);
  if (!delivery || Object.keys(delivery.messageTs).length > 0 || delivery.attempt !== null) return;
  const ids = [...Object.values(delivery.fileGrants), ...Object.values(delivery.fileIds)];
  try {
    await deleteFiles(
      parts,
      held.workspaceId,
      ids.flatMap((id) => id ?? []),
    );
    await recordFilesGone(parts.store, held);
  } catch (error) {
    parts.log.warn(
      { err: error, deliveryKey: held.deliveryKey },
      "Files of a stopped delivery stay at Slack",
    );
  }
}

/**
 * Takes up again what Slack refused for a channel since then, oldest first, until it refuses again. Gives how many
 * were delivered.
 */
export async function resumeDeliveries(
  parts: DeliveryParts,
  where: { readonly workspaceId: number; readonly channelId: string; readonly since: Date },
): Promise<number> {
  const { workspaceId } = where;
  let delivered = 0;
  for (const deliveryKey of await stoppedDeliveries(parts.store, where)) {
    const { outcome } = await deliverPlanned(parts, { workspaceId, deliveryKey });
    if (outcome === "stopped") break;
    delivered += 1;
  }
  return delivered;
}
