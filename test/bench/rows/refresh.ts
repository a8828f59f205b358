import { refresh } from "../../../src/usecases/refresh.ts";
import { changeFacts, countFacts } from "../changed-facts.ts";
import type { BenchRow } from "../row.ts";
import { now } from "../server.ts";
import { snapshotSum } from "../snapshot-sum.ts";
import { quantile, side } from "../timing.ts";

/** Up to this size another rebuild is cheap enough to hold the refreshed rows against, also when it was just made. */
const rebuildAnewUpTo = 1_000_000;

export const refreshRow: BenchRow = {
  name: "refresh",
  about: "Days with 0.01% changed facts of all kinds, each refreshed, beside a rebuild from all facts",

  async *run({ server, sizes, runs, say }) {
    const leads = sizes.at(-1);
    if (leads === undefined) return;
    const funnel = await server.funnel(leads);
    const facts = Math.max(20, Math.round((await countFacts(funnel)) * 1e-4));
    // Reads everything once, so that no day waits for the disk: a rebuild would have left it in memory, too.
    await snapshotSum(funnel);
    say(
      `Refreshing ${leads.toLocaleString("en")} leads, each day after ${facts.toLocaleString("en")} changed facts`,
    );
    const times: number[] = [];
    const changed: number[] = [];
    const days = runs * 2 + 1;
    for (let day = -1; day < days; day++) {
      const count = await changeFacts(funnel, { facts, run: Date.now() % 1_000_000_000 });
      const started = performance.now();
      await refresh(funnel.store, funnel, now);
      const took = performance.now() - started;
      // The first one warms up.
      if (day < 0) continue;
      times.push(took);
      changed.push(count);
    }
    const refreshed = await snapshotSum(funnel);
    const rebuildMs = await funnel.rebuild({ anew: leads <= rebuildAnewUpTo });
    const rebuilt = await snapshotSum(funnel);
    if (refreshed !== rebuilt)
      throw new Error(`A refresh left\n${refreshed}\nand a rebuild makes\n${rebuilt}`);
    const ours = side("refresh", times);
    const theirs = side("rebuild", [rebuildMs]);
    const large = leads >= 10_000_000;
    yield {
      what: `${leads.toLocaleString("en")} leads`,
      unit: "ms",
      ours,
      theirs,
      ratio: theirs.median / ours.median,
      goal: large ? "a rebuild takes at least 500 times as long" : "faster",
      reached: theirs.median / ours.median >= (large ? 500 : 1),
      beside: {
        days: times.length,
        "fastest ms": Math.min(...times),
        "slowest ms": Math.max(...times),
        "changed facts a day": quantile(changed, 0.5),
      },
    };
  },
};
