import { availableParallelism } from "node:os";
import { startMetrics } from "./app-metrics.ts";
import { createRenderer, type Renderer } from "./charts/render.ts";
import type { Config } from "./config.ts";
import { factsRoutes } from "./http/facts/routes.ts";
import { healthRoutes, metricsRoute } from "./http/health.ts";
import type { Routes } from "./http/server.ts";
import type { Log } from "./log.ts";
import { openDatabase } from "./open-database.ts";
import { type SourceTicks, startSourceTicks } from "./schedule/source-ticks.ts";
import { type Schedule, startSchedule } from "./schedule/start.ts";
import { secretBox } from "./secrets.ts";
import type { SlackConnection } from "./slack/app.ts";
import { installPath } from "./slack/oauth.ts";
import type { RunningApp } from "./slack/run-app.ts";
import { startBot } from "./slack/start.ts";
import { startInstallableApp } from "./slack/start-installable.ts";
import { sourceTypes } from "./sources/index.ts";
import type { Store } from "./store/database.ts";
import { databaseAnswers } from "./store/snapshot-state.ts";
import { subscribeFirstChannel } from "./usecases/subscriptions.ts";

/** Most threads that draw: a digest has eight pictures. */
const mostThreads = 4;
/** Ticks come every five seconds; without one for so long, nothing would be on time. */
const staleTick = 60_000;

/** Starts the bot for a real Slack: database, charts, Slack, HTTP, and what is due. */
export async function startApp(
  config: Config & { readonly slack: SlackConnection },
  log: Log,
  aborted?: AbortSignal,
): Promise<{ stop(): Promise<void> }> {
  const { databaseUrl, dataDir } = config;
  const database = await openDatabase({ databaseUrl, dataDir, onProgress: (text) => log.info(text) });
  const { store, connectionString } = database;
  const renderer = createRenderer({ threads: Math.min(availableParallelism(), mostThreads) });
  const clock = () => new Date();
  const metrics = startMetrics(store, clock);
  let app: RunningApp | undefined;
  let schedule: Schedule | undefined;
  let sources: SourceTicks | undefined;
  const stop = async () => {
    await Promise.all([app?.stop(), schedule?.stop(), sources?.stop()]);
    await renderer.close();
    await database.close();
  };
  const isOnTime = async () => {
    const tick = schedule?.lastTick()?.getTime() ?? 0;
    return schedule?.isRunning() === true && Date.now() - tick < staleTick;
  };
  const routes = [
    healthRoutes({ database: () => databaseAnswers(store), schedule: isOnTime }),
    metricsRoute(metrics),
    factsRoutes({ store, clock }),
  ];
  try {
    app = await startSlack(config, { store, renderer, log, routes, aborted });
    const { clientOf } = app;
    schedule = await startSchedule({ connectionString, clientOf, renderer, log, observer: metrics });
    const secrets = () => secretBox(config.secretKeys);
    sources = startSourceTicks({ parts: { store, types: sourceTypes, secrets, clock }, log });
    return { stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

interface SlackParts {
  readonly store: Store;
  readonly renderer: Renderer;
  readonly log: Log;
  readonly routes: readonly Routes[];
  readonly aborted: AbortSignal | undefined;
}

async function startSlack(
  { slack, port, secretKeys, channelId }: Config & { readonly slack: SlackConnection },
  parts: SlackParts,
): Promise<RunningApp> {
  if (slack.kind === "oauth") {
    const app = await startInstallableApp({
      ...parts,
      connection: slack,
      port,
      secrets: secretBox(secretKeys),
    });
    parts.log.info(
      `Concord runs (HTTP at ${app.requestUrl}). Install it in Slack at ${slack.publicUrl}${installPath}`,
    );
    return app;
  }
  const bot = await startBot({ ...parts, connection: slack, port });
  if (channelId) await subscribeFirstChannel(parts.store, bot.workspace, channelId, new Date());
  const way = bot.requestUrl === null ? "Socket Mode" : `HTTP at ${bot.requestUrl}`;
  parts.log.info(
    `Concord runs for ${bot.identity.teamName} (${way}). Type /kpi in Slack, or /invite @Concord to a channel.`,
  );
  return bot;
}
