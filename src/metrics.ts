import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";

/** What is true at the moment in which somebody asks for the metrics. */
export interface MomentaryState {
  readonly jobs: { readonly waiting: number; readonly running: number; readonly later: number };
  /** Seconds since the oldest snapshots of a workspace were refreshed; null: there are none. */
  readonly refreshAge: number | null;
}

export interface Metrics {
  runsDue(count: number): void;
  /** `delay`: milliseconds from its due time to its end. */
  runEnded(state: string, delay: number): void;
  /** `outcome`: `ok`, Slack's error, `http_503`, `ratelimited`, or `no_answer`. */
  slackCall(method: string, outcome: string): void;
  /** Gives all metrics in Prometheus' text format. */
  text(): Promise<string>;
  readonly contentType: string;
}

const runDelays = [5, 10, 30, 60, 120, 300, 600, 3600, 86_400];

/** Makes the app's metrics; `stateOf` is asked whenever they are read. */
export function createMetrics(stateOf: () => Promise<MomentaryState>): Metrics {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  const due = new Counter({ name: "concord_runs_due_total", help: "Due times that came.", registers });
  const ended = new Counter({
    name: "concord_runs_total",
    help: "Runs by how they ended: delivered, late, missed, skipped, failed.",
    labelNames: ["state"],
    registers,
  });
  const delays = new Histogram({
    name: "concord_run_delay_seconds",
    help: "Seconds from the due time to the end of a digest that arrived.",
    buckets: runDelays,
    registers,
  });
  const calls = new Counter({
    name: "concord_slack_calls_total",
    help: "Calls of Slack's Web API by method and outcome.",
    labelNames: ["method", "outcome"],
    registers,
  });
  const jobs = new Gauge({
    name: "concord_queue_jobs",
    help: "Jobs in the queue: waiting, running, later.",
    labelNames: ["state"],
    registers,
  });
  const age = new Gauge({
    name: "concord_refresh_age_seconds",
    help: "Seconds since the snapshots that were refreshed longest ago were.",
    registers,
  });
  return {
    runsDue: (count) => due.inc(count),
    runEnded: (state, delay) => {
      ended.inc({ state });
      if (state === "delivered" || state === "late") delays.observe(delay / 1000);
    },
    slackCall: (method, outcome) => calls.inc({ method, outcome }),
    text: async () => {
      const state = await stateOf();
      for (const [name, count] of Object.entries(state.jobs)) jobs.set({ state: name }, count);
      if (state.refreshAge !== null) age.set(state.refreshAge);
      return registry.metrics();
    },
    contentType: registry.contentType,
  };
}
