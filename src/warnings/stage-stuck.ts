import { type Watched, watch } from "./conversion-watch.ts";
import type { History } from "./history.ts";
import type { Rule } from "./rule.ts";
import { openRuns } from "./statistics/episodes.ts";
import { stagesOf, stayWarning } from "./stay-warning.ts";
import { thresholdOf } from "./thresholds.ts";

/** Fires when fewer opportunities leave one stage than their time in it lets expect. */
export const stageStuck: Rule = {
  name: "stage-stuck",
  kpi: "cycle-time",
  kinds: ["opportunities", "stage-changes"],
  threshold: 3,
  opens: "above",

  episodes(history) {
    return stagesOf(history).flatMap((stage) => {
      const { weeks, standings } = watch(history, stageWatched(history, stage));
      const open = standings.map((standing) => standing.open);
      return openRuns(weeks, open).map((run) => ({ subject: stage, ...run }));
    });
  },

  explain(history, episode, on) {
    const stage = episode.subject ?? "";
    return stayWarning(history, stageStuck, stageWatched(history, stage), stage, episode, on);
  },
};

/** Many stages are many chances of a false alarm: each is held to more. */
const highestThreshold = 5.5;

/** What is watched of a stage: that opportunities leave it later. */
export function stageWatched(history: History, stage: string): Watched {
  const threshold = thresholdOf(history, stageStuck, stage);
  const stages = Math.max(1, stagesOf(history).length);
  return {
    measure: `stage-entered:${stage}`,
    limitDays: 2 * history.settings.windows.opportunityToCustomer,
    ending: "exited",
    ratio: 0.8,
    threshold: Math.max(threshold, Math.min(highestThreshold, threshold + Math.log(stages))),
    kinds: stageStuck.kinds,
    byEntry: true,
    // Of a young series only the quick reach the later stages, and who is quick in one is quick in all.
    rampWeeks: Math.ceil((2 * history.settings.windows.opportunityToCustomer) / 7),
  };
}
