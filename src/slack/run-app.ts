import type { RequestListener } from "node:http";
import { setTimeout as pause } from "node:timers/promises";
import { HTTPReceiver, type Receiver } from "@slack/bolt";
import { createHttpServer, type HttpServer, type Routes } from "../http/server.ts";
import { buildApp, eventsPath, largestBody } from "./app.ts";
import type { BotParts } from "./bot.ts";
import type { ClientOf } from "./installation.ts";
import { withWholeBodies } from "./whole-bodies.ts";

export interface RunningApp {
  /** Gives the client that acts as the bot of a workspace, or null where the app is not installed. */
  readonly clientOf: ClientOf;
  /** Where HTTP is served, without a slash at its end; null where it is not. */
  readonly url: string | null;
  /** Where Slack's requests come in; null in Socket Mode. */
  readonly requestUrl: string | null;
  /** Waits for the answers that are being made. */
  settled(): Promise<void>;
  /** Takes no more requests, and waits for the answers that are being made, for at most 8 s. */
  stop(): Promise<void>;
}

export interface AppOptions {
  readonly receiver: Receiver;
  readonly apiUrl: string | undefined;
  readonly parts: BotParts;
  /** Where HTTP is served, Slack's requests included unless it is Socket Mode; 0 takes any free port. */
  readonly port: number;
  /** What else is served there. Without any, Socket Mode serves nothing. */
  readonly routes: readonly Routes[];
}

const patience = 8000;
/** All that Bolt serves lies under it. */
const slackPath = "/slack";

/** Builds the app and lets Slack's requests in. Throws `port-taken`. */
export async function runApp({ receiver, apiUrl, parts, port, routes }: AppOptions): Promise<RunningApp> {
  const app = buildApp(receiver, apiUrl, parts);
  const listener =
    receiver instanceof HTTPReceiver
      ? withWholeBodies(orNotFound(receiver.requestListener), largestBody)
      : null;
  const listeners = listener ? [{ path: slackPath, listener }] : [];
  const http =
    listener || routes.length > 0
      ? await createHttpServer({ port, log: parts.log, routes, listeners })
      : null;
  if (!listener) await startSocket(app.start(), http);
  return {
    clientOf: parts.clientOf,
    url: http?.url ?? null,
    requestUrl: http && listener ? `${http.url}${eventsPath}` : null,
    settled: async () => {
      while (parts.inFlight.size > 0) await Promise.allSettled(parts.inFlight);
    },
    stop: async () => {
      const closed = Promise.allSettled([http?.close(patience), listener ? null : app.stop()]);
      await Promise.race([
        Promise.allSettled([...parts.inFlight, closed]),
        pause(patience, undefined, { ref: false }),
      ]);
    },
  };
}

async function startSocket(starting: Promise<unknown>, http: HttpServer | null): Promise<void> {
  try {
    await starting;
  } catch (error) {
    await http?.close(0);
    throw error;
  }
}

/** Bolt throws for paths that it does not know. */
function orNotFound(listener: RequestListener): RequestListener {
  return (request, response) => {
    try {
      listener(request, response);
    } catch {
      response.writeHead(404).end();
    }
  };
}
