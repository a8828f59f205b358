import {
  closingsByChannel,
  closingsChangeAt,
  type WatchedClosings,
  watchClosings,
} from "./closings-watch.ts";
import { carrierOf, channelContributors } from "./contributors.ts";
import { closingsEvidence } from "./evidence.ts";
import type { History } from "./history.ts";
import type { Rule } from "./rule.ts";
import { nothingToSay, severityOf } from "./severity.ts";
import { openRuns } from "./statistics/episodes.ts";
import { thresholdOf } from "./thresholds.ts";

/** Fires when fewer of the opportunities that close are won than at equal age before. */
export const opportunityToCustomerDrop: Rule = {
  name: "opportunity-to-customer-drop",
  kpi: "opportunity-to-customer",
  kinds: ["opportunities"],
  threshold: 3.8,
  opens: "above",

  episodes(history) {
    const { weeks, standings } = watchClosings(history, winsWatched(history, "fall"));
    const open = standings.map((standing) => standing.open);
    return openRuns(weeks, open).map((run) => ({ subject: null, ...run }));
  },

  explain(history, episode, on) {
    const watched = winsWatched(history, "fall");
    const watching = watchClosings(history, watched);
    const change = closingsChangeAt(watching, on) ?? nothingToSay(opportunityToCustomerDrop.name, on);
    const contributors = channelContributors(closingsByChannel(history, watched, watching, change));
    const evidence = closingsEvidence(watching, change, watched.threshold, contributors);
    return {
      rule: opportunityToCustomerDrop.name,
      ...episode,
      severity: severityOf(change.observed / change.expected),
      reason: {
        key: "conversion-fell",
        step: "opportunity-to-customer",
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

/** What is watched of the closings: a fall of the share won, or (for the statuses) its rise. */
export function winsWatched(history: History, change: "fall" | "rise"): WatchedClosings {
  return {
    successes: ["won"],
    all: ["won", "lost"],
    ratio: change === "fall" ? 0.75 : 1.33,
    threshold: thresholdOf(history, opportunityToCustomerDrop, null),
    kinds: opportunityToCustomerDrop.kinds,
  };
}
