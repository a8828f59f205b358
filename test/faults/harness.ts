import { type ChildProcess, fork } from "node:child_process";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { WebClient } from "@slack/web-api";
import { localDay } from "../../src/funnel/calendar.ts";
import { dayNames } from "../../src/funnel/schedule.ts";
import { createLog } from "../../src/log.ts";
import { clientOptions } from "../../src/slack/client-options.ts";
import { openStore, type Store } from "../../src/store/database.ts";
import { addWorkspace } from "../../src/store/workspaces.ts";
import { resumeChannel } from "../../src/usecases/resume-channel.ts";
import { listSubscriptions, runHistory, saveSubscription } from "../../src/usecases/subscriptions.ts";
import { storeSmallFunnel } from "../support/small-funnel.ts";
import { startFaultyDatabase } from "./database.ts";
import { type Moment, type Random, randomOf, startFaultProxy } from "./fault-proxy.ts";
import { type Inspection, inspect } from "./inspect.ts";
import { openChannels, startWitness } from "./witness.ts";

export interface FaultOptions {
  readonly seed: number;
  /** In each round every channel is due once, an instance dies at one step boundary, and others at any moment. */
  readonly rounds: number;
  readonly channels: number;
  /** The share of calls that meet a fault. */
  readonly rate: number;
  readonly onProgress?: (line: string) => void;
}

export interface FaultReport extends Inspection {
  readonly kills: number;
  readonly restarts: number;
  readonly faults: number;
  /** Milliseconds between two messages in one channel, at the least. */
  readonly closest: number;
}

const instances = 2;
/** Each step of a delivery, before Slack hears of it and after it has acted. */
const boundaries: readonly Omit<Moment, "instance">[] = [
  "files.getUploadURLExternal",
  "upload",
  "files.completeUploadExternal",
  "files.info",
  "chat.postMessage",
].flatMap((method) => [
  { method, when: "before" as const },
  { method, when: "after" as const },
]);

/**
 * Lets two instances deliver digests through a proxy in which calls go wrong, kills them at each step boundary and at
 * any moment, restarts the database under them, and then looks at what stands in Slack.
 */
export async function runFaults(options: FaultOptions): Promise<FaultReport> {
  const { seed, rounds, onProgress = () => {} } = options;
  const random = randomOf(seed);
  const database = await startFaultyDatabase();
  const witness = await startWitness();
  const store = openStore(database);
  let kills = 0;
  let restarts = 0;
  const running = new Map<number, ChildProcess>();
  const dying = new Set<number>();
  let target: (Omit<Moment, "instance"> & { skip: number }) | null = null;

  const proxy = await startFaultProxy({
    slackUrl: witness.slackUrl,
    random,
    rate: options.rate,
    onMoment: ({ instance, method, when }) => {
      if (dying.has(instance)) return true;
      if (target?.method !== method || target.when !== when) return false;
      if (target.skip > 0) {
        target.skip -= 1;
        return false;
      }
      target = null;
      kill(instance);
      return true;
    },
  });

  function kill(instance: number): void {
    const child = running.get(instance);
    if (!child || dying.has(instance)) return;
    dying.add(instance);
    child.kill("SIGKILL");
    kills += 1;
  }

  async function start(instance: number): Promise<void> {
    const child = fork(path.join(import.meta.dirname, "app.ts"), {
      env: {
        ...process.env,
        DATABASE_URL: database.connectionString,
        SLACK_API_URL: proxy.apiUrl(instance),
        SLACK_BOT_TOKEN: witness.token,
      },
      stdio: ["ignore", "inherit", "inherit", "ipc"],
    });
    running.set(instance, child);
    dying.delete(instance);
    child.once("exit", () => {
      if (running.get(instance) !== child) return;
      running.delete(instance);
      // Whoever runs it starts it again.
      if (!stopping) void start(instance);
    });
  }
  let stopping = false;

  try {
    const { workspaceId } = await prepare(store);
    const channels = await openChannels(witness, options.channels);
    await Promise.all(Array.from({ length: instances }, (_, instance) => start(instance)));
    for (let round = 0; round < rounds; round += 1) {
      const boundary = boundaries[round % boundaries.length];
      target = boundary ? { ...boundary, skip: Math.floor(random() * 6) } : null;
      await due(store, workspaceId, channels);
      const restarting = round % 3 === 0;
      await allEnded({
        store,
        workspaceId,
        witness,
        meanwhile: harm(
          random,
          () => kill(Math.floor(random() * instances)),
          async () => {
            if (!restarting) return;
            restarts += 1;
            await database.restart(random() < 0.5 ? "fast" : "immediate");
          },
        ),
      });
      target = null;
      onProgress(`round ${round + 1} of ${rounds}: ${kills} kills, ${total(proxy.made)} faults`);
    }
    proxy.calm();
    const inspection = await inspect({ store, workspaceId, witness, channels });
    return { ...inspection, kills, restarts, faults: total(proxy.made), closest: closest(proxy.posts) };
  } finally {
    stopping = true;
    for (const child of running.values()) child.kill("SIGKILL");
    await store.destroy();
    await proxy.close();
    await witness.stop();
    await database.stop();
  }
}

async function prepare(store: Store): Promise<{ readonly workspaceId: number }> {
  const { workspaceId } = await addWorkspace(store, { name: "faults" });
  const now = new Date();
  await storeSmallFunnel(store, workspaceId, localDay(now.getTime(), "UTC"), now);
  return { workspaceId };
}

/** Makes every channel due at the minute that has just begun. */
async function due(store: Store, workspaceId: number, channels: readonly string[]): Promise<void> {
  const minute = new Date(Math.floor(Date.now() / 60_000) * 60_000);
  for (const channelId of channels) {
    await saveSubscription(store, {
      workspaceId,
      now: new Date(minute.getTime() - 60_000),
      wish: {
        channelId,
        days: [...dayNames],
        minute: minute.getUTCHours() * 60 + minute.getUTCMinutes(),
        timeZone: "UTC",
        kpis: ["cycle-time"],
        ownerId: null,
      },
    });
  }
}

/** Does harm a few times at random moments. */
async function harm(random: Random, kill: () => void, restart: () => Promise<void>): Promise<void> {
  await pause(500 + random() * 1500);
  await restart();
  await pause(random() * 1500);
  kill();
  await pause(500 + random() * 2500);
  kill();
}

interface Ending {
  readonly store: Store;
  readonly workspaceId: number;
  readonly witness: Awaited<ReturnType<typeof startWitness>>;
  readonly meanwhile: Promise<void>;
}

const longest = 120_000;

/** Waits until no run is pending; where a channel was lost, somebody invites the bot again. */
async function allEnded({ store, workspaceId, witness, meanwhile }: Ending): Promise<void> {
  const deadline = Date.now() + longest;
  const log = createLog({ level: "silent" });
  const slack = new WebClient(witness.token, clientOptions(`${witness.slackUrl}/api/`, log));
  const resume = (channelId: string) =>
    resumeChannel(
      {
        store,
        slack,
        renderer: { render: async () => new Uint8Array() },
        log,
        now: () => new Date(),
        sleep: (milliseconds) => pause(milliseconds),
      },
      { workspaceId, channelId },
    );
  await meanwhile;
  for (;;) {
    const pending = await countPending(store, workspaceId, resume).catch(() => 1);
    if (pending === 0) return;
    if (Date.now() > deadline) throw new Error(`${pending} runs did not end within ${longest / 1000} s`);
    await pause(200);
  }
}

async function countPending(
  store: Store,
  workspaceId: number,
  resume: (channelId: string) => Promise<void>,
): Promise<number> {
  let pending = 0;
  for (const { paused, channelId, ...subscription } of await listSubscriptions(store, workspaceId)) {
    const runs = await runHistory(store, subscription);
    const open = runs.filter(({ state }) => state === "pending" || state === "failed").length;
    pending += runs.length === 0 ? 1 : open;
    if (paused) await resume(channelId);
  }
  return pending;
}

function total(counts: ReadonlyMap<string, number>): number {
  return [...counts.values()].reduce((sum, count) => sum + count, 0);
}

function closest(posts: ReadonlyMap<string, readonly number[]>): number {
  const gaps = [...posts.values()].flatMap((times) =>
    times.slice(1).map((time, index) => time - (times[index] ?? 0)),
  );
  return Math.min(Number.POSITIVE_INFINITY, ...gaps);
}
