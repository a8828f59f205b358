import type { AddressInfo } from "node:net";
import { setTimeout as pause } from "node:timers/promises";
import type { Receiver } from "@slack/bolt";
import { UserError } from "../errors.ts";
import { buildApp, eventsPath } from "./app.ts";
import type { BotParts } from "./bot.ts";
import type { ClientOf } from "./installation.ts";

export interface RunningApp {
  /** Gives the client that acts as the bot of a workspace, or null where the app is not installed. */
  readonly clientOf: ClientOf;
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
  /** For HTTP: where Slack's requests come in; 0 takes any free port. */
  readonly port: number;
}

const patience = 8000;

/** Builds the app and lets Slack's requests in. Throws `port-taken`. */
export async function runApp({ receiver, apiUrl, parts, port }: AppOptions): Promise<RunningApp> {
  const app = buildApp(receiver, apiUrl, parts);
  const server = await app.start(port).catch((error: unknown) => {
    throw startError(error, port);
  });
  const address = typeof server === "object" && "address" in server ? server.address() : null;
  return {
    clientOf: parts.clientOf,
    requestUrl: isListening(address) ? `http://127.0.0.1:${address.port}${eventsPath}` : null,
    settled: async () => {
      while (parts.inFlight.size > 0) await Promise.allSettled(parts.inFlight);
    },
    stop: async () => {
      const stopped = app.stop();
      await Promise.race([
        Promise.allSettled([...parts.inFlight, stopped]),
        pause(patience, undefined, { ref: false }),
      ]);
    },
  };
}

function isListening(address: unknown): address is AddressInfo {
  return typeof address === "object" && address !== null && "port" in address;
}

function startError(error: unknown, port: number): unknown {
  if (!(error instanceof Error) || !("code" in error) || error.code !== "EADDRINUSE") return error;
  return new UserError({
    code: "port-taken",
    fault: "state",
    what: `Port ${port} is taken by another program.`,
    next: "Stop that one, or choose another port with PORT.",
    cause: error,
  });
}
