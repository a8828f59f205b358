import { type ChildProcess, fork } from "node:child_process";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { z } from "zod";
import { localDay } from "../../src/funnel/calendar.ts";
import { dayNames } from "../../src/funnel/schedule.ts";
import { openStore } from "../../src/store/database.ts";
import { latestRuns } from "../../src/store/runs.ts";
import { addWorkspace } from "../../src/store/workspaces.ts";
import { refresh } from "../../src/usecases/refresh.ts";
import { saveSubscription } from "../../src/usecases/subscriptions.ts";
import { storeSmallFunnel } from "../support/small-funnel.ts";

export interface Storm {
  readonly subscriptions: number;
  readonly workspaces: number;
  /** Milliseconds from the due time to the last message. */
  readonly took: number;
  /** Milliseconds that Slack's limits alone force: the slowest of its queues. */
  readonly forced: number;
  readonly beside: Readonly<Record<string, number>>;
}

export interface StormOptions {
  /** An empty database with the schema. */
  readonly connectionString: string;
  readonly workspaces: number;
  readonly channelsEach: number;
  readonly say: (text: string) => void;
}

const slackCounts = z.object({
  limited: z.number(),
  lastAt: z.number(),
  channels: z.number(),
  doubled: z.number(),
  calls: z.record(z.string(), z.number()),
});
const appCounts = z.object({
  drawn: z.number(),
  startMb: z.number(),
  peakMb: z.number(),
  loopP99: z.number(),
  cpu: z.number(),
});

/** Lets everybody be due at the same minute, against a Slack that keeps its limits. */
export async function measureStorm({
  connectionString,
  workspaces,
  channelsEach,
  say,
}: StormOptions): Promise<Storm> {
  const store = openStore({ connectionString });
  const slack = child("storm-slack.ts", []);
  const { url } = z.object({ url: z.string() }).parse(await heard(slack));
  const app = child("storm-app.ts", [connectionString, `${url}/api/`]);
  try {
    await heard(app);
    say(`Making up ${workspaces} workspaces`);
    const ids: number[] = [];
    for (let index = 0; index < workspaces; index += 1) {
      const now = new Date();
      const workspace = await addWorkspace(store, { name: `storm ${index}` });
      const options = { opportunityEvery: 1 + (index % 3) };
      await storeSmallFunnel(store, workspace.workspaceId, localDay(now.getTime(), "UTC"), now, options);
      await refresh(store, workspace, now);
      ids.push(workspace.workspaceId);
    }
    const dueAt = Math.ceil((Date.now() + 25_000) / 60_000) * 60_000;
    const minute = new Date(dueAt).getUTCHours() * 60 + new Date(dueAt).getUTCMinutes();
    for (const workspaceId of ids) {
      for (let channel = 0; channel < channelsEach; channel += 1) {
        const channelId = `C${workspaceId}X${String(channel).padStart(3, "0")}`;
        const wish = { channelId, days: [...dayNames], minute, timeZone: "UTC" };
        await saveSubscription(store, { workspaceId, now: new Date(), wish });
      }
    }
    const subscriptions = workspaces * channelsEach;
    say(`${subscriptions} subscriptions are due in ${Math.round((dueAt - Date.now()) / 1000)} s`);
    for (;;) {
      await pause(2000);
      const runs = (await Promise.all(ids.map((id) => latestRuns(store, id)))).flat();
      const ended = runs.filter(({ state }) => state !== "pending").length;
      if (ended === subscriptions) break;
      say(`${ended} of ${runs.length} have ended`);
    }
    const counts = slackCounts.parse(await asked(slack));
    const process = appCounts.parse(await asked(app));
    if (counts.channels !== subscriptions || counts.doubled > 0) {
      throw new Error(`${counts.channels} channels have a digest, ${counts.doubled} have two`);
    }
    return {
      subscriptions,
      workspaces,
      took: counts.lastAt - dueAt,
      forced: forcedBy(counts.calls, workspaces, subscriptions),
      beside: {
        "charts drawn": process.drawn,
        "charts sent": counts.calls["files.getUploadURLExternal"] ?? 0,
        "answers 429": counts.limited,
        "memory before, MB": process.startMb,
        "memory at most, MB": process.peakMb,
        "event loop delay, 99th percentile, ms": process.loopP99,
        "processor seconds": process.cpu,
      },
    };
  } finally {
    app.kill("SIGKILL");
    slack.kill("SIGKILL");
    await store.destroy();
  }
}

/** The slowest of Slack's queues: 100 calls a minute after 20 at once in a workspace, or a message a second. */
function forcedBy(calls: Readonly<Record<string, number>>, workspaces: number, channels: number): number {
  const tier4 = (method: string) => Math.max(0, ((calls[method] ?? 0) / workspaces - 20) / (100 / 60));
  const posting = (calls["chat.postMessage"] ?? 0) / channels - 1;
  return (
    1000 *
    Math.max(
      posting,
      ...["files.getUploadURLExternal", "files.info", "files.completeUploadExternal"].map(tier4),
    )
  );
}

function child(file: string, args: readonly string[]): ChildProcess {
  return fork(path.join(import.meta.dirname, file), [...args]);
}

function heard(process: ChildProcess): Promise<unknown> {
  return new Promise((resolve) => process.once("message", resolve));
}

async function asked(process: ChildProcess): Promise<unknown> {
  const answer = heard(process);
  process.send("tell");
  return answer;
}
