import { setTimeout as pause } from "node:timers/promises";
import type { WebClient } from "@slack/web-api";
import { schedule } from "node-cron";
import type { Renderer } from "../charts/render.ts";
import { renderOnce } from "../charts/render-once.ts";
import type { Log } from "../log.ts";
import { openStore } from "../store/database.ts";
import type { DeliveryTiming } from "../usecases/delivery/timing.ts";
import { digestContext } from "../usecases/digest-context.ts";
import { planDueEvaluations } from "../usecases/plan-evaluations.ts";
import { planDueRuns } from "../usecases/plan-runs.ts";
import { createTurnstile } from "../usecases/run-digest.ts";
import { createModelMaker } from "../usecases/run-digest-compose.ts";
import { createSharedRefresh } from "../usecases/shared-refresh.ts";
import { patientSleep } from "./patience.ts";
import { type QueueTiming, startQueue, usualQueueTiming } from "./queue.ts";
import { tasksOf } from "./tasks.ts";

export interface ScheduleOptions {
  /** Of a database with the newest schema. */
  readonly connectionString: string;
  readonly clientOf: (workspaceId: number) => Promise<WebClient | null>;
  readonly renderer: Pick<Renderer, "render">;
  readonly log: Log;
  readonly now?: () => Date;
  readonly observer?: ScheduleObserver;
  readonly timing?: DeliveryTiming;
  readonly queueTiming?: QueueTiming;
  readonly concurrency?: number;
}

/** Is told what happens, for the metrics. */
export interface ScheduleObserver {
  runsDue(count: number): void;
  /** `delay`: milliseconds since it was due. */
  runEnded(state: string, delay: number): void;
}

export interface Schedule {
  /** When due times were looked for last, without a fault. */
  lastTick(): Date | null;
  /** Whether jobs are taken at this moment. */
  isRunning(): boolean;
  /** Looks for due times at once. */
  tick(): Promise<void>;
  /** Ends the ticks, and ends or hands back the work at hand, within 8 s. */
  stop(): Promise<void>;
}

/** Every five seconds. */
const ticks = "*/5 * * * * *";
const usualConcurrency = 2000;
const composers = 2;
const connections = 10;
const patience = 7000;

/**
 * Starts what is due on time: ticks that turn due times into runs, and the queue that carries them out. Any number of
 * instances may run on one database.
 */
export async function startSchedule(options: ScheduleOptions): Promise<Schedule> {
  const { connectionString, clientOf, log, observer, timing } = options;
  const now = options.now ?? (() => new Date());
  // Connections of its own: however much is due, questions find theirs free.
  const store = openStore({ connectionString, connections });
  const stopping = new AbortController();
  const tasks = tasksOf({
    store,
    clientOf,
    renderer: renderOnce(options.renderer),
    makeModel: createModelMaker(),
    refreshed: createSharedRefresh(store, now),
    contextOf: (workspace) => digestContext(store, workspace, now()),
    log,
    now,
    sleep: patientSleep(stopping.signal),
    composing: createTurnstile(composers),
    onRunEnded: (state, delay) => observer?.runEnded(state, delay),
    ...(timing ? { timing } : {}),
  });
  const queue = await startQueue({
    connectionString,
    store,
    log,
    tasks,
    concurrency: options.concurrency ?? usualConcurrency,
    timing: options.queueTiming ?? usualQueueTiming,
  });

  let lastTick: Date | null = null;
  let isFailing = false;
  let ticking: Promise<void> | null = null;
  const look = async () => {
    try {
      const runs = await planDueRuns(store, now());
      if (runs.length > 0) observer?.runsDue(runs.length);
      await planDueEvaluations(store, now());
      lastTick = now();
      isFailing = false;
    } catch (err) {
      if (!isFailing) log.warn({ err }, "Due times could not be looked for; the next tick tries again");
      isFailing = true;
    }
  };
  const tick = () => {
    ticking ??= look().finally(() => {
      ticking = null;
    });
    return ticking;
  };
  const clock = schedule(ticks, () => tick());
  await tick();

  return {
    lastTick: () => lastTick,
    isRunning: () => queue.isRunning(),
    tick,
    stop: async () => {
      await clock.destroy();
      stopping.abort();
      await queue.stop(patience);
      await Promise.race([ticking ?? Promise.resolve(), pause(1000, undefined, { ref: false })]);
      await Promise.race([store.destroy(), pause(1000, undefined, { ref: false })]);
    },
  };
}
