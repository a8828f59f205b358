import type { BenchRow } from "../row.ts";
import { measureStorm } from "../storm.ts";

/** Milliseconds; then we are killed. */
const most = 10_000;
const channelsEach = 20;

export const stopRow: BenchRow = {
  name: "stop",
  about: "a stop amid a Monday storm, after which each digest still comes once",

  async *run({ server, sizes, say }) {
    const workspaces = Math.max(...sizes) >= 1_000_000 ? 100 : 5;
    const connectionString = await server.emptyDatabase("stop");
    const { subscriptions, stop, beside } = await measureStorm({
      connectionString,
      workspaces,
      channelsEach,
      isStopped: true,
      say,
    });
    if (!stop) throw new Error("Nothing was stopped");
    yield {
      what: `${stop.waiting} of ${subscriptions} digests under way`,
      unit: "ms",
      ours: { name: "Concord, until it has ended", median: stop.took, runs: 1 },
      theirs: { name: "the patience of what ends us", median: most, runs: 1 },
      ratio: stop.took / most,
      goal: `within ${most / 1000} s, and no digest is lost or comes twice`,
      reached: stop.took <= most,
      beside,
    };
  },
};
