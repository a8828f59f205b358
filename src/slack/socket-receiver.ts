import { setTimeout as pause } from "node:timers/promises";
import { type Receiver, SocketModeReceiver } from "@slack/bolt";
import { WebAPIPlatformError } from "@slack/web-api";
import { z } from "zod";
import { UserError } from "../errors.ts";
import type { Log } from "../log.ts";
import { boltLogger } from "./bolt-logger.ts";
import { clientOptions } from "./client-options.ts";

export interface SocketOptions {
  readonly appToken: string;
  readonly apiUrl: string | undefined;
  readonly log: Log;
}

/** Longest pause between two tries to reach Slack, in milliseconds: an hour's outage must not cost a second one. */
const longestPause = 30_000;
/** Slack waits so long for an acknowledgement, in milliseconds. */
const patience = 3000;

/** What Slack says over the socket that is for the app to answer. */
const request = z.object({
  type: z.enum(["events_api", "slash_commands", "interactive"]),
  envelope_id: z.string().min(1),
  payload: z.looseObject({}),
});
const event = z.object({ payload: z.object({ event: z.looseObject({ type: z.string() }) }) });
const notice = z.object({ type: z.enum(["hello", "disconnect"]), reason: z.string().optional() });

/**
 * Gives what takes in Slack's requests over a WebSocket that the app opens itself. It connects again after every cut,
 * lets nothing but Slack's known messages near Bolt, and before it stops, takes no more of them and waits for the
 * acknowledgements on their way; what it then leaves, Slack delivers again. Its start throws
 * `slack-app-token-refused`.
 */
export function socketReceiver({ appToken, apiUrl, log }: SocketOptions): Receiver {
  const receiver = new SocketModeReceiver({
    appToken,
    logger: boltLogger(log),
    installerOptions: {
      // Opening the socket may be tried again as often as it takes.
      clientOptions: {
        ...clientOptions(apiUrl, log),
        retryConfig: { retries: 100, factor: 1.3, maxTimeout: longestPause },
      },
    },
    // Unacknowledged, Slack delivers it again; an acknowledgement from here could fail unheard.
    processEventErrorHandler: async ({ error }) => {
      log.error({ err: error }, "A Slack request was not handled");
      return false;
    },
  });
  const { client } = receiver;
  const unanswered = new Set<string>();
  let isStopping = false;

  const [handle] = client.listeners("ws_message");
  client.removeAllListeners("ws_message");
  client.on("ws_message", (data: unknown, isBinary: boolean) => {
    const read = isBinary ? null : readFrame(data);
    if (read === null) {
      log.warn("Slack sent something over the socket that is no message of its own; it is ignored");
      return;
    }
    if (read.kind === "request") {
      if (isStopping) return;
      unanswered.add(read.id);
      setTimeout(() => unanswered.delete(read.id), patience).unref();
    }
    if (read.kind === "farewell" && !isStopping) {
      void renew();
      return;
    }
    if (read.kind === "link-disabled") {
      log.error("Socket Mode was turned off on the Slack app's page Socket Mode; turn it on again there");
    }
    Promise.resolve(handle?.(data, isBinary)).catch((err: unknown) => {
      log.error({ err }, "A Slack request was not handled");
    });
  });
  client.on("outgoing_message", ({ envelope_id: id }: { readonly envelope_id: string }) => {
    unanswered.delete(id);
  });

  const connect = client.start.bind(client);
  let hasConnected = false;
  async function connectAgain(): ReturnType<typeof connect> {
    for (;;) {
      try {
        const connected = await connect();
        hasConnected = true;
        return connected;
      } catch (err) {
        if (!hasConnected || isStopping) throw err;
        log.error({ err }, "Slack does not let the app connect again; it goes on trying");
        await pause(longestPause, undefined, { ref: false });
      }
    }
  }
  // The client begins anew by itself after a cut, and a refusal then would be nobody's to catch.
  client.start = async () => (hasConnected && client.websocket?.isActive() ? { ok: true } : connectAgain());

  /** Slack says beforehand that it ends a connection; the next one is open by then, so that no command is lost. */
  async function renew(): Promise<void> {
    const old = client.websocket;
    await connectAgain().catch((err: unknown) => log.warn({ err }, "No new connection to Slack"));
    if (client.websocket !== old) old?.disconnect();
  }

  return {
    init: (app) => receiver.init(app),
    start: () => receiver.start().catch(refused),
    stop: async () => {
      isStopping = true;
      for (let waited = 0; unanswered.size > 0 && waited < patience; waited += 25) await pause(25);
      await receiver.stop();
    },
  };
}

type Frame =
  | { readonly kind: "request"; readonly id: string }
  | { readonly kind: "hello" | "farewell" | "link-disabled" };

function readFrame(data: unknown): Frame | null {
  const frame = parsed(data);
  const { data: said } = notice.safeParse(frame);
  if (said?.type === "hello") return { kind: "hello" };
  if (said) return { kind: said.reason === "link_disabled" ? "link-disabled" : "farewell" };
  const { data: asked } = request.safeParse(frame);
  if (asked === undefined) return null;
  if (asked.type === "events_api" && !event.safeParse(frame).success) return null;
  return { kind: "request", id: asked.envelope_id };
}

function parsed(data: unknown): unknown {
  try {
    return JSON.parse(String(data));
  } catch {
    return null;
  }
}

function refused(error: unknown): never {
  if (!(error instanceof WebAPIPlatformError)) throw error;
  throw new UserError({
    code: "slack-app-token-refused",
    fault: "state",
    what: `Slack refuses SLACK_APP_TOKEN (${error.data.error}).`,
    next: "Generate an app-level token with the scope connections:write on your Slack app's page Basic Information, and copy it whole; Socket Mode must be on.",
    cause: error,
  });
}
