import type { AddressInfo } from "node:net";
import { setTimeout as pause } from "node:timers/promises";
import { WebClient } from "@slack/web-api";
import type { Renderer } from "../charts/render.ts";
import { UserError } from "../errors.ts";
import type { Log } from "../log.ts";
import type { Store } from "../store/database.ts";
import {
  addWorkspace,
  linkWorkspaceToTeam,
  listWorkspaces,
  type Workspace,
  workspaceOfTeam,
} from "../store/workspaces.ts";
import { SlackUnreachable, type Sleep, untilAnswered } from "../usecases/delivery/slack-calls.ts";
import { buildApp, eventsPath, type SlackConnection } from "./app.ts";
import type { BotParts } from "./bot.ts";
import { clientOptions } from "./client-options.ts";
import { type ClientOf, createClients, onlyInstallation } from "./installation.ts";

export interface BotOptions {
  readonly connection: SlackConnection;
  /** For HTTP: where Slack's requests come in; 0 takes any free port. */
  readonly port: number;
  readonly store: Store;
  readonly renderer: Pick<Renderer, "render">;
  readonly log: Log;
  /** The workspace that the team shall see; left out: the one that is linked to it, else the oldest free one. */
  readonly workspaceId?: number;
  readonly now?: () => Date;
  readonly sleep?: Sleep;
}

/** Who the app is in its Slack team. */
export interface BotIdentity {
  readonly teamId: string;
  readonly teamName: string;
  readonly botId: string;
  readonly botUserId: string;
}

export interface RunningBot {
  /** Gives the client that acts as the bot of a workspace, or null where the app is not installed. */
  readonly clientOf: ClientOf;
  /** Calls Slack as the bot, and never twice by itself. */
  readonly client: WebClient;
  readonly identity: BotIdentity;
  readonly workspace: Workspace;
  /** Where Slack's requests come in; null in Socket Mode. */
  readonly requestUrl: string | null;
  /** Waits for the answers that are being made. */
  settled(): Promise<void>;
  /** Takes no more requests, and waits for the answers that are being made, for at most 8 s. */
  stop(): Promise<void>;
}

const patience = 8000;

/**
 * Starts the Slack app for the team that the token belongs to, with a workspace that is linked to it. Throws
 * `slack-token-refused`, `slack-unreachable` and `port-taken`.
 */
export async function startBot(options: BotOptions): Promise<RunningBot> {
  const { connection, store, renderer, log, port } = options;
  const now = options.now ?? (() => new Date());
  const sleep: Sleep = options.sleep ?? ((milliseconds) => pause(milliseconds));
  const client = new WebClient(connection.botToken, clientOptions(connection.apiUrl, log));
  const identity = await identify(client, sleep);
  const workspace = await workspaceFor(store, identity, log, options.workspaceId);
  const { botId, botUserId, teamId } = identity;
  const installations = onlyInstallation(teamId, {
    workspaceId: workspace.workspaceId,
    botToken: connection.botToken,
    botId,
    botUserId,
  });
  const clientOf = createClients(installations, connection.apiUrl, log);
  const parts: BotParts = { store, renderer, log, installations, clientOf, now, sleep, inFlight: new Set() };
  const app = buildApp(connection, parts);
  const server = await app.start(port).catch((error: unknown) => {
    throw startError(error, port);
  });
  const address = connection.kind === "http" && "address" in server ? server.address() : null;
  return {
    clientOf,
    client,
    identity,
    workspace,
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

function isListening(address: AddressInfo | string | null): address is AddressInfo {
  return typeof address === "object" && address !== null;
}

async function identify(client: WebClient, sleep: Sleep): Promise<BotIdentity> {
  const answer = await untilAnswered(() => client.auth.test(), sleep).catch((error: unknown) => {
    if (!(error instanceof SlackUnreachable)) throw error;
    throw new UserError({
      code: "slack-unreachable",
      fault: "state",
      what: `Slack cannot be reached at ${new URL(client.slackApiUrl).host}.`,
      next: "Check this machine's way to the internet, or SLACK_API_URL.",
      cause: error,
    });
  });
  if (answer.kind === "refused") {
    throw new UserError({
      code: "slack-token-refused",
      fault: "state",
      what: `Slack refuses SLACK_BOT_TOKEN (${answer.error}).`,
      next: "Copy the Bot User OAuth Token anew from your Slack app's page OAuth & Permissions; reinstall the app there if it was removed.",
    });
  }
  const { team_id: teamId, team, bot_id: botId, user_id: botUserId } = answer.value;
  if (!teamId || !botId || !botUserId) {
    throw new UserError({
      code: "slack-token-refused",
      fault: "state",
      what: "SLACK_BOT_TOKEN is not a bot's token.",
      next: "Use the Bot User OAuth Token, which begins with xoxb-.",
    });
  }
  return { teamId, teamName: team ?? teamId, botId, botUserId };
}

async function workspaceFor(
  store: Store,
  { teamId, teamName }: BotIdentity,
  log: Log,
  wanted: number | undefined,
): Promise<Workspace> {
  const linked = await workspaceOfTeam(store, teamId);
  if (linked && (wanted === undefined || linked.workspaceId === wanted)) return linked;
  const all = await listWorkspaces(store);
  const [oldest] = all
    .filter(({ teamId: team, workspaceId }) =>
      wanted === undefined ? team === null : workspaceId === wanted,
    )
    .toSorted((a, b) => a.workspaceId - b.workspaceId);
  const chosen =
    oldest ?? (await addWorkspace(store, { name: all.length === 0 ? "local" : `${teamName} (${teamId})` }));
  await linkWorkspaceToTeam(store, chosen.workspaceId, teamId);
  log.info({ workspace: chosen.name, team: teamName }, "This Slack team now sees the workspace's figures");
  return { ...chosen, teamId };
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
