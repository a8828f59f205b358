import path from "node:path";
import { createRenderer } from "../charts/render.ts";
import type { Config } from "../config.ts";
import { formatDay, localDay } from "../funnel/calendar.ts";
import type { Log } from "../log.ts";
import { openDatabase } from "../open-database.ts";
import { startBot } from "../slack/start.ts";
import { composeDigest, lastWholeWeek } from "../usecases/compose-digest.ts";
import { deliverComposed } from "../usecases/deliver-composed.ts";
import { companyNotes } from "./company/stories.ts";
import { startPage } from "./page/server.ts";
import { openSampleCompany } from "./sample-company.ts";
import { startSlackEmulator } from "./slack-emulator.ts";

export interface Demo {
  /** The local page that shows the channel as Slack would. */
  readonly url: string;
  stop(): Promise<void>;
}

export interface DemoParts {
  readonly config: Pick<Config, "databaseUrl" | "dataDir" | "port">;
  readonly log: Log;
  readonly now: () => Date;
  readonly onProgress: (text: string) => void;
}

/**
 * Starts Concord without a Slack account: a database of its own, the sample company, a Slack emulator, the real app
 * against it, last week's digest in the shared channel, and a local page to see it on. Stops what it started, in
 * turn, also when a part fails to start.
 */
export async function startDemo({ config, log, now, onProgress }: DemoParts): Promise<Demo> {
  const running: (() => Promise<void>)[] = [];
  const stop = async () => {
    for (const end of running.splice(0).reverse()) await end();
  };
  try {
    onProgress("Starting the database");
    const database = await openDatabase({ ...config, onProgress, log });
    running.push(() => database.close());
    const { store } = database;
    const company = await openSampleCompany(store, now(), onProgress);

    onProgress("Starting a Slack for this machine, and Concord in it");
    const emulator = await startSlackEmulator({
      journal: path.join(config.dataDir, "slack.jsonl"),
      log: (line) => log.debug(line),
    });
    running.push(() => emulator.stop());
    const renderer = createRenderer({ threads: 2 });
    running.push(() => renderer.close());
    const bot = await startBot({
      connection: {
        kind: "http",
        botToken: emulator.botToken,
        signingSecret: emulator.signingSecret,
        apiUrl: emulator.apiUrl,
      },
      port: 0,
      store,
      renderer,
      log,
      now,
    });
    running.push(() => bot.stop());
    if (bot.requestUrl === null) throw new Error("The app listens nowhere.");
    emulator.deliverTo(bot.requestUrl);

    onProgress("Posting last week's digest");
    const { settings } = company;
    const asOf = localDay(now().getTime(), settings.timeZone);
    const week = lastWholeWeek(asOf, settings);
    const digest = await composeDigest(store, company, {
      asOf,
      locale: settings.locale,
      now: now(),
      annotations: companyNotes(asOf),
    });
    await deliverComposed(
      { store, slack: bot.client, renderer, log, now },
      {
        workspaceId: company.workspaceId,
        deliveryKey: `demo:${formatDay(week.from)}`,
        channelId: emulator.channels.revenueTeam.id,
        digest,
        locale: settings.locale,
      },
    );

    const page = await startPage({
      emulator,
      boltUrl: bot.requestUrl,
      port: config.port,
      log: (line) => log.debug(line),
    });
    running.push(() => page.stop());
    return { url: page.url, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
