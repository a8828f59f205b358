import path from "node:path";
import { createRenderer } from "../charts/render.ts";
import type { Config } from "../config.ts";
import type { Log } from "../log.ts";
import { openDatabase } from "../open-database.ts";
import { startSchedule } from "../schedule/start.ts";
import { startBot } from "../slack/start.ts";
import { subscribeFirstChannel } from "../usecases/subscriptions.ts";
import { startPage } from "./page/server.ts";
import { postDigest } from "./post-digest.ts";
import { postIncidents } from "./post-incidents.ts";
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
  /** Ends the start early: what runs by then is stopped, and the start throws. */
  readonly aborted?: AbortSignal;
}

/**
 * Starts Concord without a Slack account: a database of its own, the sample company, a Slack emulator, the real app
 * against it, last week's digest in the shared channel, and a local page to see it on. The digest's message is there
 * when this ends; its thread follows at Slack's pace. Stops what it started, in turn, also when a part fails to start.
 */
export async function startDemo({ config, log, now, onProgress, aborted }: DemoParts): Promise<Demo> {
  const running: (() => Promise<void>)[] = [];
  let stopping = false;
  const stop = async () => {
    stopping = true;
    for (const end of running.splice(0).reverse()) await end();
  };
  const step = (text: string) => {
    aborted?.throwIfAborted();
    onProgress(text);
  };
  try {
    step("Starting the database");
    const database = await openDatabase({ ...config, onProgress: step, log });
    running.push(() => database.close());
    const { store } = database;
    const company = await openSampleCompany(store, now(), step);

    step("Starting a Slack on this machine, and Concord in it");
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
      workspaceId: company.workspaceId,
      now,
    });
    running.push(() => bot.stop());
    if (bot.requestUrl === null) throw new Error("The app listens nowhere.");
    const page = await startPage({
      emulator,
      boltUrl: bot.requestUrl,
      port: config.port,
      log: (line) => log.debug(line),
    });
    running.push(() => page.stop());

    await subscribeFirstChannel(store, company, emulator.channels.revenueTeam.id, now());
    step("Drawing last week's digest, and posting it");
    const posting = postDigest({ store, slack: bot.client, renderer, log, now }, company, emulator);
    running.push(() => posting.end());
    await posting.messageIsThere;
    const incidents = postIncidents({ store, slack: bot.client, renderer, log, now }, company);
    const { connectionString } = database;
    // Only then: the day's own evaluation would find the same incidents at the same time.
    const schedule = incidents.done.then(() =>
      stopping ? null : startSchedule({ connectionString, clientOf: bot.clientOf, renderer, log, now }),
    );
    schedule.catch((err: unknown) => log.error({ err }, "Digests cannot be sent on time"));
    running.push(async () => (await schedule.catch(() => null))?.stop());
    running.push(() => incidents.end());
    aborted?.throwIfAborted();
    return { url: page.url, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
