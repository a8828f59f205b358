import { availableParallelism } from "node:os";
import { createRenderer, type Renderer } from "./charts/render.ts";
import type { Config } from "./config.ts";
import type { Log } from "./log.ts";
import { openDatabase } from "./open-database.ts";
import { secretBox } from "./secrets.ts";
import type { SlackConnection } from "./slack/app.ts";
import { installPath } from "./slack/oauth.ts";
import type { RunningApp } from "./slack/run-app.ts";
import { startBot } from "./slack/start.ts";
import { startInstallableApp } from "./slack/start-installable.ts";
import type { Store } from "./store/database.ts";

/** Most threads that draw: a digest has eight pictures. */
const mostThreads = 4;

/** Starts the bot for a real Slack: database, charts, Slack. */
export async function startApp(
  config: Config & { readonly slack: SlackConnection },
  log: Log,
): Promise<{ stop(): Promise<void> }> {
  const { databaseUrl, dataDir } = config;
  const database = await openDatabase({ databaseUrl, dataDir, onProgress: (text) => log.info(text) });
  const renderer = createRenderer({ threads: Math.min(availableParallelism(), mostThreads) });
  try {
    const app = await startSlack(config, { store: database.store, renderer, log });
    return {
      stop: async () => {
        await app.stop();
        await renderer.close();
        await database.close();
      },
    };
  } catch (error) {
    await renderer.close();
    await database.close();
    throw error;
  }
}

async function startSlack(
  { slack, port, secretKeys }: Config & { readonly slack: SlackConnection },
  parts: { readonly store: Store; readonly renderer: Renderer; readonly log: Log },
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
  const way = bot.requestUrl === null ? "Socket Mode" : `HTTP at ${bot.requestUrl}`;
  parts.log.info(
    `Concord runs for ${bot.identity.teamName} (${way}). Type /kpi in Slack, or /invite @Concord to a channel.`,
  );
  return bot;
}
