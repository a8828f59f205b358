import type { BenchRow } from "../row.ts";
import { measureStorm } from "../storm.ts";

const most = 1.15;
/** Slack itself waits three seconds. */
const mostAck = 1000;
/** The Monday storm; small funnels ask for a small one, with as many channels in each workspace. */
const channelsEach = 20;

export const stormRow: BenchRow = {
  name: "storm",
  about: "all subscriptions due at the same minute, beside what Slack's rate limits alone force",

  async *run({ server, sizes, say }) {
    const workspaces = Math.max(...sizes) >= 1_000_000 ? 50 : 5;
    const connectionString = await server.emptyDatabase("storm");
    const { subscriptions, took, forced, ack, beside } = await measureStorm({
      connectionString,
      workspaces,
      channelsEach,
      isStopped: false,
      say,
    });
    yield {
      what: `${subscriptions} subscriptions in ${workspaces} workspaces`,
      unit: "ms",
      ours: { name: "Concord, to the last message", median: took, runs: 1 },
      theirs: { name: "Slack's limits alone", median: forced, runs: 1 },
      ratio: took / forced,
      goal: `within ${most} times, and /kpi acknowledged within ${mostAck} ms`,
      reached: took / forced <= most && ack <= mostAck,
      beside,
    };
  },
};
