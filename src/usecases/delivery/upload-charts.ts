import type { Renderer } from "../../charts/render.ts";
import type { ChartRequest } from "../../charts/specification.ts";
import type { Delivery } from "../../store/deliveries.ts";
import { recordGrant } from "../../store/delivery-files.ts";
import type { HeldDelivery } from "../../store/delivery-hold.ts";
import { createCompletions, entered } from "./completions.ts";
import { type FileParts, fileExists, sendBytes, untilReady } from "./files.ts";
import { gateOf } from "./gate.ts";
import { Refusal } from "./refusal.ts";
import { type Sleep, untilAnswered } from "./slack-calls.ts";

/** A chart by the name of its place in the message. */
export interface NamedChart {
  readonly name: string;
  readonly request: ChartRequest;
}

export interface UploadParts extends FileParts {
  readonly renderer: Pick<Renderer, "render">;
}

/** Charts on their way to Slack, in their order. */
export interface ChartUploads {
  /**
   * Gives Slack's id of a chart's file once it can be shown; null for a chart that could not be drawn or that Slack
   * refused, which is logged. Rejects with `SlackUnreachable` and `HoldLost`.
   */
  fileOf(name: string): Promise<string | null>;
  /** Begins nothing further, and waits for what is being done. */
  end(): Promise<void>;
}

/**
 * Draws charts and uploads them, shared nowhere yet. The next one takes its turn when the one before has got its own,
 * so that deliveries of a workspace which go out together share Slack's pace chart by chart. A file that an earlier
 * attempt completed is used; every other one stays on record until it is removed.
 */
export function startUploads(
  given: UploadParts,
  held: HeldDelivery,
  charts: readonly NamedChart[],
  files: Delivery["files"],
): ChartUploads {
  const ending = new AbortController();
  const parts: UploadParts = { ...given, sleep: sleepUntil(ending.signal, given.sleep) };
  const granting = gateOf(parts, held.workspaceId, "files.getUploadURLExternal");
  const complete = createCompletions(parts, held);
  const results = new Map(
    charts.map(({ name }) => {
      const result = Promise.withResolvers<string | null>();
      // Whoever waits for it hears of it; perhaps nobody does any more.
      result.promise.catch(() => {});
      return [name, result] as const;
    }),
  );
  const underWay: Promise<void>[] = [];

  /** Ends when the chart has had its turn; what follows goes on beside the next chart. */
  async function begin({ name, request }: NamedChart): Promise<void> {
    for (const earlier of files.filter((file) => file.name === name)) {
      if (!(await fileExists(parts, held, earlier.id))) continue;
      await recordGrant(parts.store, held, earlier);
      return follow(name, () => onceReady(earlier.id, null));
    }
    const png = await parts.renderer.render(request).catch((cause: unknown) => ({ cause }));
    if (!(png instanceof Uint8Array)) return follow(name, async () => png);
    await granting.enter();
    follow(name, () => send(name, png));
  }

  async function send(name: string, png: Uint8Array): Promise<string | { readonly cause: unknown }> {
    const filename = `concord-${name}.png`;
    const granted = await untilAnswered(
      () => parts.slack.files.getUploadURLExternal({ filename, length: png.byteLength }),
      parts.sleep,
      entered(granting),
    );
    if (granted.kind === "refused") {
      return { cause: new Refusal("files.getUploadURLExternal", granted.error) };
    }
    const { upload_url: url, file_id: id } = granted.value;
    if (!url || !id) return { cause: new Error("files.getUploadURLExternal gave no address") };
    await recordGrant(parts.store, held, { name, id });
    const cause = await sendBytes(url, png, parts.sleep);
    if (cause !== null) return { cause };
    return onceReady(id, await complete(id, filename));
  }

  async function onceReady(id: string, refused: Refusal | null) {
    const cause = await untilReady(parts, held, id, refused);
    return cause === null ? id : { cause };
  }

  function follow(name: string, work: () => Promise<string | { readonly cause: unknown }>): void {
    const result = results.get(name);
    const done = work().then(
      (outcome) => {
        if (typeof outcome !== "string") {
          parts.log.warn({ err: outcome.cause, chart: name }, "A chart is left out of a message");
        }
        result?.resolve(typeof outcome === "string" ? outcome : null);
      },
      (error: unknown) => result?.reject(error),
    );
    underWay.push(done);
  }

  async function run(): Promise<void> {
    try {
      for (const chart of charts) {
        ending.signal.throwIfAborted();
        await begin(chart);
      }
    } catch (error) {
      // What has a result already keeps it.
      for (const { reject } of results.values()) reject(error);
    }
  }

  const running = run();
  return {
    fileOf: (name) => results.get(name)?.promise ?? Promise.resolve(null),
    end: async () => {
      ending.abort(new Error("the delivery has ended"));
      await running;
      await Promise.all(underWay);
    },
  };
}

/** Draws and uploads charts that are wanted all together. Gives Slack's file ids by name; see `ChartUploads`. */
export async function uploadCharts(
  parts: UploadParts,
  held: HeldDelivery,
  charts: readonly NamedChart[],
  files: Delivery["files"],
): Promise<Readonly<Record<string, string | null>>> {
  const uploads = startUploads(parts, held, charts, files);
  try {
    const ids = charts.map(async ({ name }) => [name, await uploads.fileOf(name)] as const);
    return Object.fromEntries(await Promise.all(ids));
  } finally {
    await uploads.end();
  }
}

/** A sleep that ends with an error when the signal comes. */
function sleepUntil(signal: AbortSignal, sleep: Sleep): Sleep {
  const aborted = new Promise<never>((_, reject) => {
    signal.addEventListener("abort", () => reject(signal.reason), { once: true });
  });
  aborted.catch(() => {});
  return async (milliseconds) => {
    signal.throwIfAborted();
    await Promise.race([sleep(milliseconds), aborted]);
  };
}
