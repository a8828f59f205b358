import { refresh } from "../../../src/usecases/refresh.ts";
import { changeFacts, countFacts } from "../changed-facts.ts";
import type { BenchRow } from "../row.ts";
import { now } from "../server.ts";
import { quantile, side } from "../timing.ts";

export const refreshRow: BenchRow = {
  name: "refresh",
  about: "A day with 0.01% changed facts, refreshed, beside a rebuild from all facts",

  async *run({ server, sizes, runs, say }) {
    const leads = sizes.at(-1);
    if (leads === undefined) return;
    const funnel = await server.funnel(leads);
    const rebuildMs = await funnel.rebuild();
    const facts = Math.max(20, Math.round((await countFacts(funnel)) * 1e-4));
    say(`Refreshing ${leads.toLocaleString("en")} leads after ${facts.toLocaleString("en")} changed facts`);
    const times: number[] = [];
    const changed: number[] = [];
    for (let run = 0; run <= runs; run++) {
      changed.push(await changeFacts(funnel, { facts, run: Date.now() % 1_000_000_000 }));
      const started = performance.now();
      await refresh(funnel.store, funnel, now);
      // The first one meets a cold cache.
      if (run > 0) times.push(performance.now() - started);
    }
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
      beside: { "changed facts": quantile(changed, 0.5) },
    };
  },
};
