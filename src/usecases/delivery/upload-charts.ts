import type { WebClient } from "@slack/web-api";
import type { Logger } from "pino";
import type { Renderer } from "../../charts/render.ts";
import type { ChartRequest } from "../../charts/specification.ts";
import { Refusal } from "./refusal.ts";
import { type Sleep, untilAnswered } from "./slack-calls.ts";

/** A chart by the name of its place in the message. */
export interface NamedChart {
  readonly name: string;
  readonly request: ChartRequest;
}

export interface UploadParts {
  readonly slack: WebClient;
  readonly renderer: Pick<Renderer, "render">;
  readonly log: Logger;
  readonly sleep: Sleep;
}

const uploadTimeout = 30_000;
const uploadPauses = [500, 1000, 2000];
/** Slack finishes an upload after it has said so; these are the pauses between looks, half a minute together. */
const readyPauses = [100, 250, 500, 1000, 2000, 4000, 8000, 8000, 8000];

/**
 * Draws the charts and uploads them, shared nowhere yet. Gives Slack's file id for each name; null for a chart that
 * could not be drawn or that Slack refused, which is logged. Throws `SlackUnreachable`.
 */
export async function uploadCharts(
  parts: UploadParts,
  charts: readonly NamedChart[],
): Promise<Readonly<Record<string, string | null>>> {
  const ids = await Promise.all(
    charts.map(async (chart): Promise<[string, string | null]> => {
      const result = await drawAndUpload(parts, chart);
      if (result.kind === "uploaded") return [chart.name, result.id];
      parts.log.warn({ err: result.cause, chart: chart.name }, "A chart is left out of a message");
      return [chart.name, null];
    }),
  );
  return Object.fromEntries(ids);
}

type Upload =
  | { readonly kind: "uploaded"; readonly id: string }
  | { readonly kind: "failed"; readonly cause: unknown };

const failed = (cause: unknown): Upload => ({ kind: "failed", cause });

async function drawAndUpload(parts: UploadParts, { name, request }: NamedChart): Promise<Upload> {
  const png = await parts.renderer.render(request).catch(failed);
  return png instanceof Uint8Array ? upload(parts, name, png) : png;
}

async function upload({ slack, sleep }: UploadParts, name: string, png: Uint8Array): Promise<Upload> {
  const filename = `concord-${name}.png`;
  const granted = await untilAnswered(
    () => slack.files.getUploadURLExternal({ filename, length: png.byteLength }),
    sleep,
  );
  if (granted.kind === "refused") return failed(new Refusal("files.getUploadURLExternal", granted.error));
  const { upload_url: url, file_id: id } = granted.value;
  if (!url || !id) return failed(new Error("files.getUploadURLExternal gave no address"));
  const trouble = await send(url, png, sleep);
  if (trouble !== null) return failed(trouble);
  const completed = await untilAnswered(
    () => slack.files.completeUploadExternal({ files: [{ id, title: filename }] }),
    sleep,
  );
  // A call that was made again after a doubtful one may be refused because the first did it: the file itself tells.
  const state = await stateOf(slack, id, sleep);
  if (state === "ready") return { kind: "uploaded", id };
  if (completed.kind === "refused")
    return failed(new Refusal("files.completeUploadExternal", completed.error));
  return failed(state === "not-ready" ? new Error(`The file ${id} was not ready in time`) : state);
}

/** Gives null once the bytes are there, else what went wrong. */
async function send(url: string, png: Uint8Array, sleep: Sleep): Promise<unknown> {
  let trouble: unknown = null;
  for (const pause of uploadPauses) {
    trouble = await sendOnce(url, png);
    if (trouble === null) return null;
    await sleep(pause);
  }
  return trouble;
}

async function sendOnce(url: string, png: Uint8Array): Promise<unknown> {
  try {
    const response = await fetch(url, {
      method: "POST",
      headers: { "Content-Type": "application/octet-stream" },
      body: new Uint8Array(png),
      signal: AbortSignal.timeout(uploadTimeout),
    });
    return response.ok ? null : new Error(`The upload was answered with ${response.status}`);
  } catch (error) {
    return error;
  }
}

/** There is no ready flag: a file is ready when its mimetype is filled. */
async function stateOf(slack: WebClient, id: string, sleep: Sleep): Promise<"ready" | "not-ready" | Refusal> {
  for (const pause of readyPauses) {
    const info = await untilAnswered(() => slack.files.info({ file: id }), sleep);
    if (info.kind === "ok" && info.value.file?.mimetype) return "ready";
    if (info.kind === "refused" && info.error !== "file_not_found") {
      return new Refusal("files.info", info.error);
    }
    await sleep(pause);
  }
  return "not-ready";
}
