import type { WebClient } from "@slack/web-api";
import type { Logger } from "pino";
import type { Store } from "../../store/database.ts";
import type { HeldDelivery } from "../../store/delivery-hold.ts";
import { gateOf } from "./gate.ts";
import { Refusal } from "./refusal.ts";
import { backoff, SlackUnreachable, type Sleep, untilAnswered } from "./slack-calls.ts";

export interface FileParts {
  readonly store: Store;
  readonly slack: WebClient;
  readonly log: Logger;
  readonly sleep: Sleep;
}

const uploadTimeout = 30_000;
const mostAttempts = 6;
/**
 * Slack finishes an upload after it has said so; these are the pauses before each look, half a minute together. The
 * first is one that Slack mostly needs: a look that comes too early costs another.
 */
const readyPauses = [400, 400, 800, 1500, 3000, 6000, 8000, 8000];
const looksAfterRefusal = 4;

/** Gives null once the bytes are at the address, else why Slack refuses them. Throws `SlackUnreachable`. */
export async function sendBytes(url: string, bytes: Uint8Array, sleep: Sleep): Promise<unknown> {
  let cause: unknown = null;
  for (let attempt = 0; attempt < mostAttempts; attempt += 1) {
    const status = await sendOnce(url, bytes);
    if (typeof status === "number" && status < 300) return null;
    if (typeof status === "number" && status < 500 && status !== 429) {
      return new Error(`The upload was answered with ${status}`);
    }
    cause = status;
    await sleep(backoff(attempt));
  }
  throw new SlackUnreachable("A chart could not be sent", cause);
}

/** Gives the HTTP status, or what kept an answer away. */
async function sendOnce(url: string, bytes: Uint8Array): Promise<unknown> {
  try {
    const response = await fetch(url, {
      method: "POST",
      headers: { "Content-Type": "application/octet-stream" },
      body: new Uint8Array(bytes),
      signal: AbortSignal.timeout(uploadTimeout),
    });
    await response.arrayBuffer();
    return response.status;
  } catch (error) {
    return error;
  }
}

/** Whether Slack has the file: an upload that was never completed is no file. */
export async function fileExists(parts: FileParts, held: HeldDelivery, file: string): Promise<boolean> {
  return (await infoOf(parts, held, file)).kind === "ok";
}

/**
 * Waits until a file can be shown: there is no ready flag, but its mimetype is filled by then. Gives null then, else
 * why it cannot. `refused` is what Slack said to its completion: one that was asked for twice may be refused although
 * the first did it.
 */
export async function untilReady(
  parts: FileParts,
  held: HeldDelivery,
  id: string,
  refused: Refusal | null,
): Promise<unknown> {
  for (const pause of readyPauses.slice(0, refused ? looksAfterRefusal : readyPauses.length)) {
    await parts.sleep(pause);
    const info = await infoOf(parts, held, id);
    if (info.kind === "ok" && info.value.file?.mimetype) return null;
    if (info.kind === "refused" && info.error !== "file_not_found") {
      return refused ?? new Refusal("files.info", info.error);
    }
  }
  return refused ?? new Error(`The file ${id} was not ready in time`);
}

function infoOf(parts: FileParts, { workspaceId }: HeldDelivery, file: string) {
  return untilAnswered(
    () => parts.slack.files.info({ file }),
    parts.sleep,
    gateOf(parts, workspaceId, "files.info"),
  );
}

/** Removes a file from Slack; false where Slack knows none of that id, or not yet. Throws `SlackUnreachable`. */
export async function deleteFile(parts: FileParts, workspaceId: number, file: string): Promise<boolean> {
  const deleted = await untilAnswered(
    () => parts.slack.files.delete({ file }),
    parts.sleep,
    gateOf(parts, workspaceId, "files.delete"),
  );
  if (deleted.kind === "ok" || deleted.error === "file_deleted") return true;
  if (deleted.error === "file_not_found") return false;
  parts.log.warn({ file, slackError: deleted.error }, "A file that no message shows could not be removed");
  return true;
}
