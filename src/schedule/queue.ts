import { setTimeout as pause } from "node:timers/promises";
import { Logger, type Runner, run, type TaskList } from "graphile-worker";
import type { Log } from "../log.ts";
import type { Store } from "../store/database.ts";
import { beat, freeJobsOf, freeLostJobs } from "../store/worker-pools.ts";

export interface QueueTiming {
  /** Milliseconds between two signs of life. */
  readonly beatEvery: number;
  /** An instance that gave none for so long loses its jobs to the others. */
  readonly deadAfter: number;
  /** How often the queue is asked for jobs that nobody announced. */
  readonly pollEvery: number;
}

export const usualQueueTiming: QueueTiming = { beatEvery: 3000, deadAfter: 15_000, pollEvery: 1000 };

export interface QueueOptions {
  readonly connectionString: string;
  readonly store: Store;
  readonly log: Log;
  readonly tasks: TaskList;
  /** Jobs at the same time; most of them wait for Slack most of the time. */
  readonly concurrency: number;
  readonly timing: QueueTiming;
}

export interface Queue {
  /** Whether jobs are taken at this moment. */
  isRunning(): boolean;
  /** Takes no more jobs and waits for those at work, for at most so many milliseconds. */
  stop(patience: number): Promise<void>;
}

const restartAfter = 500;
/** Jobs that are taken at once: so many of a minute's may wait here while another instance has none. */
const mostAtOnce = 100;
const connections = 4;

/**
 * Runs the jobs of the queue. When the database goes away the queue ends and is started again, and the jobs that it
 * held are freed; so are those of instances that have died.
 */
export async function startQueue(options: QueueOptions): Promise<Queue> {
  const { store, log, timing } = options;
  let stopped = false;
  let current: { readonly runner: Runner; readonly poolId: string } | null = await startRunner(options);

  const supervise = async () => {
    while (!stopped) {
      const held = current;
      if (held) {
        await held.runner.promise.catch((err: unknown) => {
          if (!stopped) log.warn({ err }, "The job queue has ended and is started again");
        });
        current = null;
        if (stopped) return;
        await untilDone(
          () => freeJobsOf(store, [held.poolId]),
          () => stopped,
        );
      }
      await pause(restartAfter);
      if (!stopped) current = await startRunner(options).catch(() => null);
    }
  };
  const supervising = supervise();

  let beatenAt = 0;
  const beating = setInterval(() => {
    if (!current) return;
    const before = beatenAt;
    beat(store, current.poolId)
      .then(async () => {
        beatenAt = Date.now();
        // After an outage of the database others are silent for the same reason as we were.
        if (beatenAt - before < 3 * timing.beatEvery) {
          const lost = await freeLostJobs(store, timing.deadAfter);
          if (lost > 0) log.info({ lost }, "Jobs of instances that have died are taken over");
        }
      })
      .catch(() => {});
  }, timing.beatEvery);

  return {
    isRunning: () => current !== null,
    stop: async (patience) => {
      stopped = true;
      clearInterval(beating);
      const held = current;
      if (held) {
        await Promise.race([held.runner.stop().catch(() => {}), pause(patience, undefined, { ref: false })]);
        // What is still at work is taken over by others once its delivery is free.
        await freeJobsOf(store, [held.poolId]).catch(() => {});
      }
      await Promise.race([supervising, pause(restartAfter, undefined, { ref: false })]);
    },
  };
}

async function startRunner({
  connectionString,
  store,
  log,
  tasks,
  concurrency,
  timing,
}: QueueOptions): Promise<{ readonly runner: Runner; readonly poolId: string }> {
  const { EventEmitter } = await import("node:events");
  const events = new EventEmitter();
  let poolId = "";
  events.on("pool:create", ({ workerPool }: { readonly workerPool: { readonly id: string } }) => {
    poolId = workerPool.id;
    // Known before it holds a job, else it would be taken for dead.
    beat(store, poolId).catch(() => {});
  });
  const runner = await run({
    preset: {
      worker: {
        connectionString,
        maxPoolSize: connections,
        concurrentJobs: concurrency,
        pollInterval: timing.pollEvery,
        localQueue: { size: Math.min(concurrency, mostAtOnce), ttl: timing.deadAfter },
        completeJobBatchDelay: 0,
        failJobBatchDelay: 0,
      },
    },
    taskList: tasks,
    parsedCronItems: [],
    noHandleSignals: true,
    events,
    logger: queueLogger(log),
  });
  return { runner, poolId };
}

async function untilDone(work: () => Promise<void>, isStopped: () => boolean): Promise<void> {
  while (!isStopped()) {
    try {
      return await work();
    } catch {
      await pause(restartAfter);
    }
  }
}

function queueLogger(log: Log): Logger {
  return new Logger(() => (level, message, meta) => {
    const err = meta?.error;
    const fields = err instanceof Error ? { err } : {};
    if (level === "error") log.warn(fields, message);
    else log.debug(fields, message);
  });
}
