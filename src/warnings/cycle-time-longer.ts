import { type Watched, watch } from "./conversion-watch.ts";
import type { History } from "./history.ts";
import type { Rule } from "./rule.ts";
import { openRuns } from "./statistics/episodes.ts";
import { stayWarning } from "./stay-warning.ts";
import { thresholdOf } from "./thresholds.ts";

/** Fires when fewer open opportunities close, won or lost, than their ages let expect: the cycle got longer. */
export const cycleTimeLonger: Rule = {
  name: "cycle-time-longer",
  kpi: "cycle-time",
  kinds: ["opportunities"],
  threshold: 2.7,
  opens: "above",

  episodes(history) {
    const { weeks, standings } = watch(history, cycleWatched(history, "longer"));
    const open = standings.map((standing) => standing.open);
    return openRuns(weeks, open).map((run) => ({ subject: null, ...run }));
  },

  explain: (history, episode, on) =>
    stayWarning(history, cycleTimeLonger, cycleWatched(history, "longer"), null, episode, on),
};

/** Opportunities are watched for so many of their windows; what is open after that is forgotten, not slow. */
const windowsWatched = 3;

/** What is watched of the cycle: that it gets longer, or (for the statuses) shorter. */
export function cycleWatched(history: History, change: "longer" | "shorter"): Watched {
  return {
    measure: "opportunity-to-customer",
    limitDays: windowsWatched * history.settings.windows.opportunityToCustomer,
    ending: "exited",
    ratio: change === "longer" ? 0.8 : 1.25,
    threshold: thresholdOf(history, cycleTimeLonger, null),
    kinds: cycleTimeLonger.kinds,
    byEntry: true,
    rampWeeks: Math.ceil(history.settings.windows.opportunityToCustomer / 7),
  };
}
