import { type ChildProcess, fork } from "node:child_process";
import { randomUUID } from "node:crypto";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { z } from "zod";
import { sendSigned } from "../../src/demo/signed-request.ts";
import { localDay } from "../../src/funnel/calendar.ts";
import { dayNames } from "../../src/funnel/schedule.ts";
import { openStore } from "../../src/store/database.ts";
import { latestRuns } from "../../src/store/runs.ts";
import { addWorkspace } from "../../src/store/workspaces.ts";
import { refresh } from "../../src/usecases/refresh.ts";
import { saveSubscription } from "../../src/usecases/subscriptions.ts";
import { storeSmallFunnel } from "../support/small-funnel.ts";
import { quantile } from "./timing.ts";

export interface Storm {
  readonly subscriptions: number;
  readonly workspaces: number;
  /** Milliseconds from the due time to the last message. */
  readonly took: number;
  /** Milliseconds that Slack's limits alone force: the slowest of its queues. */
  readonly forced: number;
  /** 99th percentile of `/kpi`'s acknowledgement meanwhile, in milliseconds. */
  readonly ack: number;
  /** Milliseconds that a stop amid it took, and how many digests were under way then; null: there was none. */
  readonly stop: { readonly took: number; readonly waiting: number } | null;
  readonly beside: Readonly<Record<string, number | string>>;
}

export interface StormOptions {
  /** An empty database with the schema. */
  readonly connectionString: string;
  readonly workspaces: number;
  readonly channelsEach: number;
  /** Whether the app is stopped amid it, and started again. */
  readonly isStopped: boolean;
  readonly say: (text: string) => void;
}

const slackCounts = z.object({
  limited: z.number(),
  lastAt: z.number(),
  files: z.number(),
  looks: z.number(),
  channels: z.number(),
  doubled: z.number(),
  mostFiles: z.number(),
  mostMessages: z.number(),
});
const appCounts = z.object({
  drawn: z.number(),
  before: z.number(),
  thirds: z.array(z.number()),
  heap: z.array(z.number()),
  loopP99: z.number(),
  cpu: z.number(),
});
const address = z.object({ url: z.string() });

const signingSecret = "a".repeat(32);
const askEvery = 400;
/** Milliseconds after the due time. */
const stopAfter = 12_000;
/** Questions as people ask them: a page of help, all seven, and one KPI. */
const questions = ["help", "", "cycle-time"];

/** Lets everybody be due at the same minute, against a Slack that keeps its limits, while somebody asks questions. */
export async function measureStorm({
  connectionString,
  workspaces,
  channelsEach,
  isStopped,
  say,
}: StormOptions): Promise<Storm> {
  const store = openStore({ connectionString });
  const slack = child("storm-slack.ts", []);
  const { url } = address.parse(await heard(slack));
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
  const startApp = () => child("storm-app.ts", [connectionString, `${url}/api/`, signingSecret]);
  let app = startApp();
  try {
    let bot = address.parse(await heard(app));
    const dueAt = Math.ceil((Date.now() + 15_000) / 60_000) * 60_000;
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
    const ask = () => acknowledged(bot.url, `${url}/response`);
    for (let warm = 0; warm < 2 * questions.length; warm += 1) await ask();
    await pause(Math.max(0, dueAt - Date.now() - 1000));
    app.send(["begin"]);
    await pause(Math.max(0, dueAt - Date.now()));
    let stop: Storm["stop"] = null;
    if (isStopped) {
      await pause(stopAfter);
      const begun = performance.now();
      app.kill("SIGTERM");
      await new Promise((resolve) => app.once("exit", resolve));
      const runs = (await Promise.all(ids.map((id) => latestRuns(store, id)))).flat();
      const waiting = runs.filter(({ state }) => state === "pending").length;
      stop = { took: performance.now() - begun, waiting };
      say(`Stopped in ${Math.round(stop.took)} ms while ${waiting} digests were under way`);
      app = startApp();
      bot = address.parse(await heard(app));
      app.send(["begin"]);
    }
    const acks: Promise<number>[] = [];
    for (let asked = 1; ; asked += 1) {
      acks.push(ask());
      await pause(askEvery);
      if (asked % 12 > 0) continue;
      const runs = (await Promise.all(ids.map((id) => latestRuns(store, id)))).flat();
      const ended = runs.filter(({ state }) => state !== "pending").length;
      if (ended === subscriptions) break;
      say(`${ended} of ${runs.length} have ended`);
    }
    const ack = quantile(await Promise.all(acks), 0.99);
    const counts = slackCounts.parse(await asked(slack, ["tell"]));
    const process = appCounts.parse(await asked(app, ["tell", dueAt, counts.lastAt]));
    if (counts.channels !== subscriptions || counts.doubled > 0) {
      throw new Error(`${counts.channels} channels have a digest, ${counts.doubled} have two`);
    }
    return {
      subscriptions,
      workspaces,
      took: counts.lastAt - dueAt,
      forced: forcedBy(counts),
      ack,
      stop,
      beside: {
        "charts drawn": process.drawn,
        "charts sent": counts.files,
        "looks whether they are ready": counts.looks,
        "answers 429": counts.limited,
        "questions asked meanwhile": acks.length,
        "99th percentile of their acknowledgement, ms": Math.round(ack),
        "memory before, MB": process.before,
        "memory at most in each third, MB": process.thirds.join(", "),
        "heap at most in each third, MB": process.heap.join(", "),
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

/**
 * What cannot be faster, whoever sends: each chart needs an address and a look, 100 a minute of each after 20 at once
 * in a workspace, and a channel takes a message a second. Calls that are made twice do not count.
 */
function forcedBy({ mostFiles, mostMessages }: z.infer<typeof slackCounts>): number {
  return 1000 * Math.max(mostMessages - 1, (mostFiles - 20) / (100 / 60));
}

let asking = 0;

/** Asks a question as Slack brings it; gives the milliseconds until it is acknowledged. */
async function acknowledged(bot: string, responseUrl: string): Promise<number> {
  asking += 1;
  const body = new URLSearchParams({
    command: "/kpi",
    text: questions[asking % questions.length] ?? "",
    team_id: "TSTORM",
    team_domain: "storm",
    channel_id: "C1STORM",
    user_id: "U1",
    user_name: "maria",
    response_url: responseUrl,
    trigger_id: randomUUID(),
  });
  const started = performance.now();
  const { status } = await sendSigned(bot, signingSecret, body.toString());
  if (status !== 200) throw new Error(`A question was answered with ${status}`);
  return performance.now() - started;
}

function child(file: string, args: readonly string[]): ChildProcess {
  return fork(path.join(import.meta.dirname, file), [...args]);
}

function heard(process: ChildProcess): Promise<unknown> {
  return new Promise((resolve) => process.once("message", resolve));
}

async function asked(process: ChildProcess, words: readonly (string | number)[]): Promise<unknown> {
  const answer = heard(process);
  process.send([...words]);
  return answer;
}
