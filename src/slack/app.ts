import { App, HTTPReceiver, type HTTPReceiverOptions, type Receiver } from "@slack/bolt";
import type { SlackConfig } from "../config.ts";
import type { Log } from "../log.ts";
import { registerActions } from "./actions/index.ts";
import { boltLogger } from "./bolt-logger.ts";
import type { BotParts } from "./bot.ts";
import { clientOptions } from "./client-options.ts";
import { registerCommands } from "./commands/index.ts";
import { registerEvents } from "./events/index.ts";
import { answering, reportUnhandled } from "./respond.ts";
import { registerShortcuts } from "./shortcuts/index.ts";
import { socketReceiver } from "./socket/receiver.ts";
import { takeStorable } from "./storable.ts";
import { registerUnknown, remembering } from "./unknown.ts";
import { registerViews } from "./views/index.ts";

export type SlackConnection = Exclude<SlackConfig, { readonly kind: "demo" }>;

/** The app of one team, with that team's token. */
export type OneTeamConnection = Extract<SlackConnection, { readonly kind: "socket" | "http" }>;

/** An app that any team can install. */
export type OAuthConnection = Extract<SlackConnection, { readonly kind: "oauth" }>;

/** The path under which Slack calls us, when it does. */
export const eventsPath = "/slack/events";

/** Slack's own payloads stay far below; a larger body is refused before it is read whole. */
export const largestBody = 1024 * 1024;

/** Gives the Bolt app with all its entrances, not started yet. */
export function buildApp(receiver: Receiver, apiUrl: string | undefined, parts: BotParts): App {
  const { log, installations } = parts;
  const app = new App({
    authorize: async ({ teamId, enterpriseId }) => {
      const installation = await installations.of({ teamId, enterpriseId });
      // Without a token the asker still learns that the app is not installed: a response URL needs none.
      if (!installation) return {};
      const { botToken, botId, botUserId } = installation;
      return { botToken, botId, botUserId };
    },
    receiver,
    clientOptions: clientOptions(apiUrl, log),
    logger: boltLogger(log),
    convoStore: false,
  });
  app.error((error) => reportUnhandled(log, error));
  takeStorable(app);
  const answer = answering(parts);
  const known = remembering(app);
  registerCommands(known.app, parts, answer);
  registerActions(known.app, parts, answer);
  registerEvents(known.app, parts, answer);
  registerShortcuts(known.app, parts, answer);
  registerViews(known.app, parts, answer);
  registerUnknown(app, known, parts, answer);
  return app;
}

/** Every request's signature is verified, and that it is at most five minutes old. */
export function httpOptions(
  { signingSecret }: { readonly signingSecret: string },
  log: Log,
): HTTPReceiverOptions {
  return {
    signingSecret,
    endpoints: eventsPath,
    bodyLimit: largestBody,
    // Slack waits three seconds; what nobody acknowledges is refused just before.
    unhandledRequestTimeoutMillis: 2500,
    logger: boltLogger(log),
  };
}

/** Gives what takes in Slack's requests, which it verifies: by signature and time over HTTP, by the socket's token. */
export function receiverOf(connection: OneTeamConnection, log: Log): Receiver {
  switch (connection.kind) {
    case "http":
      return new HTTPReceiver(httpOptions(connection, log));
    case "socket":
      return socketReceiver({ ...connection, log });
  }
}
