import { forgetFiles, releaseFiles, unclearedDeliveries, unusedFiles } from "../../store/delivery-files.ts";
import type { DeliveryRef } from "../../store/delivery-hold.ts";
import { addJobs, type Job } from "../../store/jobs.ts";
import { deleteFile, type FileParts } from "./files.ts";
import { whileHeld } from "./hold.ts";
import type { DeliveryTiming } from "./timing.ts";

/**
 * Gives the job that removes what a delivery's messages do not show, when whatever call made such a file, even one
 * whose caller has died, must have arrived at Slack.
 */
export function clearingJob({ workspaceId, deliveryKey }: DeliveryRef, timing: DeliveryTiming): Job {
  return {
    task: "clear-files",
    payload: { workspaceId, deliveryKey },
    key: `clear-files:${workspaceId}:${deliveryKey}`,
    delay: timing.onItsWay,
  };
}

/** Gives a delivery up that was planned and perhaps begun, and of which nothing stands in Slack. */
export async function abandonDelivery(
  { store }: Pick<FileParts, "store">,
  ref: DeliveryRef,
  timing: DeliveryTiming,
): Promise<void> {
  await releaseFiles(store, ref, clearingJob(ref, timing));
}

/** Has the files of a channel removed that could not be while the app was not there. */
export async function clearLater(
  { store }: Pick<FileParts, "store">,
  where: { readonly workspaceId: number; readonly channelId: string; readonly since: Date },
  timing: DeliveryTiming,
): Promise<void> {
  const uncleared = await unclearedDeliveries(store, { ...where, before: where.since });
  for (const { isGivenUp, ...ref } of uncleared) {
    if (isGivenUp) await abandonDelivery({ store }, ref, timing);
    else await addJobs(store, [clearingJob(ref, timing)]);
  }
}

/**
 * Removes from Slack the files that no message of a delivery will show. One that Slack does not know may still be on
 * its way: it is looked for again. Repeating it does no harm. Throws `SlackUnreachable` and `DeliveryHeld`.
 */
export async function clearFiles(parts: FileParts, ref: DeliveryRef, timing: DeliveryTiming): Promise<void> {
  const { store } = parts;
  await whileHeld(parts, ref, timing.holdFor, async () => {
    let isOpen = false;
    for (const { id, isSettled } of await unusedFiles(store, ref, timing.onItsWay)) {
      const isGone = await deleteFile(parts, ref.workspaceId, id);
      if (isGone || isSettled) await forgetFiles(store, ref, [id]);
      else isOpen = true;
    }
    if (isOpen) await addJobs(store, [clearingJob(ref, timing)]);
  });
}
