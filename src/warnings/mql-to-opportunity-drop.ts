import { carrierOf, channelContributors } from "./contributors.ts";
import { changeAt, channelChanges, type Watched, watch } from "./conversion-watch.ts";
import { conversionEvidence } from "./evidence.ts";
import type { History } from "./history.ts";
import type { Rule } from "./rule.ts";
import { nothingToSay, severityOf } from "./severity.ts";
import { openRuns } from "./statistics/episodes.ts";
import { thresholdOf } from "./thresholds.ts";

/** Fires when fewer MQLs become opportunities than everything in flight let expect. */
export const mqlToOpportunityDrop: Rule = {
  name: "mql-to-opportunity-drop",
  kpi: "mql-to-opportunity",
  kinds: ["leads", "opportunities"],
  threshold: 2.95,
  opens: "above",

  episodes(history) {
    const { weeks, standings } = watch(history, mqlToOpportunityWatched(history, "fall"));
    const open = standings.map((standing) => standing.open);
    return openRuns(weeks, open).map((run) => ({ subject: null, ...run }));
  },

  explain(history, episode, on) {
    const watched = mqlToOpportunityWatched(history, "fall");
    const watching = watch(history, watched);
    const change = changeAt(watching, on) ?? nothingToSay(mqlToOpportunityDrop.name, on);
    const contributors = channelContributors(channelChanges(history, watched, watching, change));
    const evidence = conversionEvidence(watching, change, watched.threshold, contributors);
    return {
      rule: mqlToOpportunityDrop.name,
      ...episode,
      severity: severityOf(change.observed / change.expected),
      reason: {
        key: "conversion-fell",
        step: "mql-to-opportunity",
        observed: change.observed,
        expected: change.expected,
        from: evidence.baselineValue,
        to: evidence.value,
        since: evidence.since,
        carrier: carrierOf(contributors),
      },
      evidence,
    };
  },
};

/** What is watched of this conversion: its fall, or (for the statuses) its rise. */
export function mqlToOpportunityWatched(history: History, change: "fall" | "rise"): Watched {
  return {
    measure: "mql-to-opportunity",
    limitDays: history.settings.windows.mqlToOpportunity,
    ending: "converted",
    ratio: change === "fall" ? 0.78 : 1.28,
    threshold: thresholdOf(history, mqlToOpportunityDrop, null),
    kinds: mqlToOpportunityDrop.kinds,
    byEntry: true,
  };
}
