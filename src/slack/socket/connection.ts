import { SocketModeClient } from "@slack/socket-mode";
import type { Log } from "../../log.ts";
import { boltLogger } from "../bolt-logger.ts";
import { clientOptions } from "../client-options.ts";
import { type RequestFrame, readFrame } from "./frame.ts";

export interface SocketOptions {
  readonly appToken: string;
  readonly apiUrl: string | undefined;
  readonly log: Log;
}

/** One WebSocket to Slack, from its hello to its end; it never begins anew by itself. */
export interface Connection {
  /** Acknowledges a request by its id. Rejects when the connection has ended. */
  acknowledge(id: string, answer: Answer): Promise<void>;
  close(): Promise<void>;
}

/** What a request is acknowledged with. */
export type Answer = Readonly<Record<string, unknown>>;

/** Is told what happens on a connection. */
export interface ConnectionEars {
  onRequest(request: RequestFrame, connection: Connection): void;
  /** Slack is about to end it. */
  onFarewell(connection: Connection): void;
  onLost(connection: Connection): void;
}

/** Slack says hello at once; a socket that stays silent is none, in milliseconds. */
const helloIsDue = 20_000;

/** Opens a connection and waits for Slack's hello. Throws Slack's refusal, or why it could not be reached. */
export async function openConnection(
  { appToken, apiUrl, log }: SocketOptions,
  ears: ConnectionEars,
): Promise<Connection> {
  const client = new SocketModeClient({
    appToken,
    autoReconnectEnabled: false,
    logger: { ...boltLogger(log), warn: () => {}, error: () => {} },
    clientOptions: clientOptions(apiUrl, log),
  });
  const [handle] = client.listeners("ws_message");
  client.removeAllListeners("ws_message");
  const connection: Connection = {
    // The client gives the way to answer to a message with its event only; what the message says stays here.
    acknowledge: (id, answer) =>
      new Promise((resolve, reject) => {
        client.once("slack_event", ({ ack }: { readonly ack: (answer: Answer) => Promise<void> }) => {
          ack(answer).then(resolve, reject);
        });
        handle?.(JSON.stringify({ type: "request", envelope_id: id, payload: {} }), false);
      }),
    close: async () => {
      await client.disconnect();
    },
  };
  client.on("ws_message", (data: unknown, isBinary: boolean) => {
    const frame = isBinary ? null : readFrame(data);
    switch (frame?.kind) {
      case undefined:
        log.warn("Slack sent something over the socket that is no message of its own; it is ignored");
        return;
      case "hello":
        handle?.(data, isBinary);
        return;
      case "request":
        ears.onRequest(frame, connection);
        return;
      case "link-disabled":
        log.error("Socket Mode was turned off on the Slack app's page Socket Mode; turn it on again there");
        ears.onFarewell(connection);
        return;
      case "farewell":
        ears.onFarewell(connection);
    }
  });
  let cause: unknown = new Error("Slack ended the connection before it said hello");
  client.on("error", (error: unknown) => {
    cause = error;
  });
  const hello = Promise.withResolvers<never>();
  const late = setTimeout(() => hello.reject(new Error("Slack said no hello on its socket")), helloIsDue);
  try {
    await Promise.race([client.start(), hello.promise]);
  } catch (error) {
    client.disconnect().catch(() => {});
    throw error ?? cause;
  } finally {
    clearTimeout(late);
  }
  client.on("disconnected", () => ears.onLost(connection));
  return connection;
}
