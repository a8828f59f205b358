import type { WebClient } from "@slack/web-api";
import type { Logger } from "pino";
import type { Renderer } from "../../charts/render.ts";
import type { ChartRequest } from "../../charts/specification.ts";
import type { Store } from "../../store/database.ts";
import { type Delivery, type HeldDelivery, recordGrant } from "../../store/deliveries.ts";
import { gateOf } from "./gate.ts";
import { Refusal } from "./refusal.ts";
import { backoff, type Gate, SlackUnreachable, type Sleep, untilAnswered } from "./slack-calls.ts";

/** A chart by the name of its place in the message. */
export interface NamedChart {
  readonly name: string;
  readonly request: ChartRequest;
}

export interface UploadParts {
  readonly store: Store;
  readonly slack: WebClient;
  readonly renderer: Pick<Renderer, "render">;
  readonly log: Logger;
  readonly sleep: Sleep;
}

const uploadTimeout = 30_000;
const mostAttempts = 6;
/** Slack finishes an upload after it has said so; these are the pauses between looks, half a minute together. */
const looksAfterRefusal = 4;
const readyPauses = [100, 250, 500, 1000, 2000, 4000, 8000, 8000, 8000];

type Upload =
  | { readonly kind: "uploaded"; readonly id: string }
  | { readonly kind: "failed"; readonly cause: unknown };
/** `sent`: its bytes are at Slack, and its upload is to be completed; `completed`: an earlier attempt did that. */
type Sent =
  | { readonly kind: "sent"; readonly id: string }
  | { readonly kind: "completed"; readonly id: string }
  | Upload;

interface Drawn {
  readonly kind: "drawn";
  readonly png: Uint8Array;
}

const granting = "files.getUploadURLExternal";

const failed = (cause: unknown): Upload => ({ kind: "failed", cause });

/**
 * Draws the charts and uploads them, shared nowhere yet. Gives Slack's file id for each name; null for a chart that
 * could not be drawn or that Slack refused, which is logged, and whose file is removed. A file that an earlier attempt
 * completed is used, so that none is left over. Throws `SlackUnreachable` and `HoldLost`.
 */
export async function uploadCharts(
  parts: UploadParts,
  held: HeldDelivery,
  charts: readonly NamedChart[],
  grants: Delivery["fileGrants"],
): Promise<Readonly<Record<string, string | null>>> {
  const drawn = await Promise.all(
    charts.map(async (chart): Promise<[string, Drawn | Sent]> => {
      const earlier = grants[chart.name];
      if (earlier !== undefined && (await exists(parts, held, earlier))) {
        return [chart.name, { kind: "completed", id: earlier }];
      }
      const png = await parts.renderer.render(chart.request).catch(failed);
      return [chart.name, png instanceof Uint8Array ? { kind: "drawn", png } : png];
    }),
  );
  const count = drawn.filter(([, { kind }]) => kind === "drawn").length;
  // All turns at once: a digest whose turn has not come yet has begun nothing that it would have to begin again.
  if (count > 0) await gateOf(parts, held.workspaceId, granting).enter(undefined, count);
  const sent = await Promise.all(
    drawn.map(async ([name, state]): Promise<[string, Sent]> => {
      return [name, state.kind === "drawn" ? await begin(parts, held, name, state.png) : state];
    }),
  );
  const refused = await complete(parts, held, sent);
  const ids = await Promise.all(
    sent.map(async ([name, state]): Promise<[string, string | null]> => {
      const result =
        state.kind === "sent" || state.kind === "completed"
          ? await settled(parts, held, state.id, state.kind === "sent" ? refused : null)
          : state;
      if (result.kind === "uploaded") return [name, result.id];
      parts.log.warn({ err: result.cause, chart: name }, "A chart is left out of a message");
      return [name, null];
    }),
  );
  return Object.fromEntries(ids);
}

/** Removes files from Slack, as well as it can: one that stays is seen by nobody. */
export async function deleteFiles(
  parts: Pick<UploadParts, "store" | "slack" | "log" | "sleep">,
  workspaceId: number,
  ids: readonly string[],
): Promise<void> {
  for (const file of new Set(ids)) {
    const deleted = await untilAnswered(
      () => parts.slack.files.delete({ file }),
      parts.sleep,
      gateOf(parts, workspaceId, "files.delete"),
    );
    if (deleted.kind === "refused" && !/^file_(not_found|deleted)$/.test(deleted.error)) {
      parts.log.warn(
        { file, slackError: deleted.error },
        "A file that no message shows could not be removed",
      );
    }
  }
}

async function begin(parts: UploadParts, held: HeldDelivery, name: string, png: Uint8Array): Promise<Sent> {
  const filename = fileNameOf(name);
  const granted = await untilAnswered(
    () => parts.slack.files.getUploadURLExternal({ filename, length: png.byteLength }),
    parts.sleep,
    entered(gateOf(parts, held.workspaceId, granting)),
  );
  if (granted.kind === "refused") return failed(new Refusal("files.getUploadURLExternal", granted.error));
  const { upload_url: url, file_id: id } = granted.value;
  if (!url || !id) return failed(new Error("files.getUploadURLExternal gave no address"));
  await recordGrant(parts.store, held, name, id);
  const trouble = await send(url, png, parts.sleep);
  return trouble === null ? { kind: "sent", id } : failed(trouble);
}

/** A gate through which the first call has come already. */
function entered(gate: Gate): Gate {
  let isFirst = true;
  return {
    hold: gate.hold,
    enter: async () => {
      if (!isFirst) await gate.enter();
      isFirst = false;
    },
  };
}

function fileNameOf(name: string): string {
  return `concord-${name}.png`;
}

/** Completes all uploads in one call; gives Slack's refusal, or null. */
async function complete(
  parts: UploadParts,
  held: HeldDelivery,
  sent: readonly (readonly [string, Sent])[],
): Promise<Refusal | null> {
  const [first, ...others] = sent.flatMap(([name, state]) =>
    state.kind === "sent" ? [{ id: state.id, title: fileNameOf(name) }] : [],
  );
  if (!first) return null;
  const completed = await untilAnswered(
    () => parts.slack.files.completeUploadExternal({ files: [first, ...others] }),
    parts.sleep,
    gateOf(parts, held.workspaceId, "files.completeUploadExternal"),
  );
  return completed.kind === "refused" ? new Refusal("files.completeUploadExternal", completed.error) : null;
}

/** What became of an upload. A completion that was asked for twice may be refused although the first did it. */
async function settled(
  parts: UploadParts,
  held: HeldDelivery,
  id: string,
  refused: Refusal | null,
): Promise<Upload> {
  const state = await stateOf(parts, held, id, refused ? looksAfterRefusal : readyPauses.length);
  if (state === "ready") return { kind: "uploaded", id };
  await deleteFiles(parts, held.workspaceId, [id]);
  return failed(
    refused ?? (state === "not-ready" ? new Error(`The file ${id} was not ready in time`) : state),
  );
}

/** Gives null once the bytes are there, else why Slack refuses them. Throws `SlackUnreachable`. */
async function send(url: string, png: Uint8Array, sleep: Sleep): Promise<unknown> {
  let cause: unknown = null;
  for (let attempt = 0; attempt < mostAttempts; attempt += 1) {
    const status = await sendOnce(url, png);
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
async function sendOnce(url: string, png: Uint8Array): Promise<unknown> {
  try {
    const response = await fetch(url, {
      method: "POST",
      headers: { "Content-Type": "application/octet-stream" },
      body: new Uint8Array(png),
      signal: AbortSignal.timeout(uploadTimeout),
    });
    await response.arrayBuffer();
    return response.status;
  } catch (error) {
    return error;
  }
}

/** Whether Slack has the file: an upload that was never completed is no file. */
async function exists(
  { store, slack, sleep }: UploadParts,
  held: HeldDelivery,
  file: string,
): Promise<boolean> {
  const gate = gateOf({ store, sleep }, held.workspaceId, "files.info");
  return (await untilAnswered(() => slack.files.info({ file }), sleep, gate)).kind === "ok";
}

/** There is no ready flag: a file is ready when its mimetype is filled. Looks so many times. */
async function stateOf(
  parts: UploadParts,
  held: HeldDelivery,
  id: string,
  looks: number,
): Promise<"ready" | "not-ready" | Refusal> {
  for (const pause of readyPauses.slice(0, looks)) {
    const info = await untilAnswered(
      () => parts.slack.files.info({ file: id }),
      parts.sleep,
      gateOf(parts, held.workspaceId, "files.info"),
    );
    if (info.kind === "ok" && info.value.file?.mimetype) return "ready";
    if (info.kind === "refused" && info.error !== "file_not_found") {
      return new Refusal("files.info", info.error);
    }
    await parts.sleep(pause);
  }
  return "not-ready";
}
