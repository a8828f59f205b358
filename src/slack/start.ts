import { setTimeout as pause } from "node:timers/promises";
import { WebClient } from "@slack/web-api";
import type { Renderer } from "../charts/render.ts";
import { UserError } from "../errors.ts";
import type { Routes } from "../http/server.ts";
import type { Log } from "../log.ts";
import type { Store } from "../store/database.ts";
import {
  addWorkspace,
  linkWorkspaceToTeam,
  listWorkspaces,
  type Workspace,
  workspaceOfTeam,
} from "../store/workspaces.ts";
import type { Sleep } from "../usecases/delivery/slack-calls.ts";
import { wakeSubscriptions } from "../usecases/installations/subscriptions-rest.ts";
import { type OneTeamConnection, receiverOf } from "./app.ts";
import type { BotParts } from "./bot.ts";
import { clientOptions } from "./client-options.ts";
import { createClients, onlyInstallation } from "./installation.ts";
import { type RunningApp, runApp } from "./run-app.ts";
import { untilReached, type Waiting } from "./until-reached.ts";

export interface BotOptions {
  readonly connection: OneTeamConnection;
  /** Where HTTP is served, Slack's requests included unless it is Socket Mode; 0 takes any free port. */
  readonly port: number;
  /** What else is served there. */
  readonly routes?: readonly Routes[];
  readonly store: Store;
  readonly renderer: Pick<Renderer, "render">;
  readonly log: Log;
  /** The workspace that the team shall see; left out: the one that is linked to it, else the oldest free one. */
  readonly workspaceId?: number;
  readonly now?: () => Date;
  readonly sleep?: Sleep;
  /** Ends the wait for a Slack that cannot be reached. */
  readonly aborted?: AbortSignal | undefined;
}

/** Who the app is in its Slack team. */
export interface BotIdentity {
  readonly teamId: string;
  readonly teamName: string;
  readonly botId: string;
  readonly botUserId: string;
}

export interface RunningBot extends RunningApp {
  /** Calls Slack as the bot, and never twice by itself. */
  readonly client: WebClient;
  readonly identity: BotIdentity;
  readonly workspace: Workspace;
}

/**
 * Starts the Slack app for the team that the token belongs to, with a workspace that is linked to it; a Slack that
 * cannot be reached is waited for. Throws `slack-token-refused` and `port-taken`.
 */
export async function startBot(options: BotOptions): Promise<RunningBot> {
  const { connection, store, renderer, log, port } = options;
  const now = options.now ?? (() => new Date());
  const sleep: Sleep = options.sleep ?? ((milliseconds) => pause(milliseconds));
  const client = new WebClient(connection.botToken, clientOptions(connection.apiUrl, log));
  const identity = await identify(client, { log, sleep, aborted: options.aborted });
  const workspace = await workspaceFor(store, identity, log, options.workspaceId);
  const { botId, botUserId, teamId } = identity;
  await wakeSubscriptions(store, workspace.workspaceId, now());
  const installations = onlyInstallation({ store, log }, teamId, {
    workspaceId: workspace.workspaceId,
    botToken: connection.botToken,
    botId,
    botUserId,
  });
  const clientOf = createClients(installations, connection.apiUrl, log);
  const parts: BotParts = { store, renderer, log, installations, clientOf, now, sleep, inFlight: new Set() };
  const running = await runApp({
    receiver: receiverOf(connection, log),
    apiUrl: connection.apiUrl,
    parts,
    port,
    routes: options.routes ?? [],
  });
  return { ...running, client, identity, workspace };
}

/** Slack may be away for longer than a start may take: it is waited for, with a line that says so. */
async function identify(client: WebClient, { log, sleep, aborted }: Waiting): Promise<BotIdentity> {
  const answer = await untilReached(() => client.auth.test(), {
    log,
    sleep,
    aborted,
    host: new URL(client.slackApiUrl).host,
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
