import { availableParallelism } from "node:os";
import { createRenderer } from "./charts/render.ts";
import type { Config } from "./config.ts";
import type { Log } from "./log.ts";
import { openDatabase } from "./open-database.ts";
import type { SlackConnection } from "./slack/app.ts";
import { startBot } from "./slack/start.ts";

/** Most threads that draw: a digest has eight pictures. */
const mostThreads = 4;

/** Starts the bot for a real Slack team: database, charts, Slack. */
export async function startApp(
  config: Config & { readonly slack: SlackConnection },
  log: Log,
): Promise<{ stop(): Promise<void> }> {
  const { databaseUrl, dataDir, port, slack } = config;
  const database = await openDatabase({ databaseUrl, dataDir, onProgress: (text) => log.info(text) });
  const renderer = createRenderer({ threads: Math.min(availableParallelism(), mostThreads) });
  try {
    const bot = await startBot({ connection: slack, port, store: database.store, renderer, log });
    const way = bot.requestUrl === null ? "Socket Mode" : `HTTP at ${bot.requestUrl}`;
    log.info(
      `Concord runs for ${bot.identity.teamName} (${way}). Type /kpi in Slack, or /invite @Concord to a channel.`,
    );
    return {
      stop: async () => {
        await bot.stop();
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
