import {
  type ClosingsWatch,
  closingsByChannel,
  closingsChangeAt,
  type WatchedClosings,
  watchClosings,
} from "./closings-watch.ts";
import { carrierOf, channelContributors } from "./contributors.ts";
import { closingsEvidence } from "./evidence.ts";
import type { History } from "./history.ts";
import { lateWins } from "./late-wins.ts";
import type { Rule } from "./rule.ts";
import { nothingToSay, severityOf } from "./severity.ts";
import { openRuns } from "./statistics/episodes.ts";
import { thresholdOf } from "./thresholds.ts";

/**
 * Fires when fewer of the opportunities that close are won than at equal age before, and not only because a stuck stage
 * still holds those that will be.
 */
export const opportunityToCustomerDrop: Rule = {
  name: "opportunity-to-customer-drop",
  kpi: "opportunity-to-customer",
  kinds: ["opportunities"],
  threshold: 3.8,
  opens: "above",

  episodes(history) {
    const { weeks, standings } = fallOfWins(history);
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

/**
 * Gives the watch for fewer wins. It opens once the evidence would do with the late wins counted as won; what is open
 * closes by the closings alone.
 */
export function fallOfWins(history: History): ClosingsWatch {
  const watched = winsWatched(history, "fall");
  const watching = watchClosings(history, watched);
  if (!watching.standings.some(({ open }) => open)) return watching;
  const lateAt = lateWins(history);
  let told = false;
  const standings = watching.standings.map((standing) => {
    const { week, open, statistic, baseline } = standing;
    if (!open) told = false;
    else if (!told) {
      const late = (lateAt(week) * Math.log(1 / watched.ratio)) / (baseline?.dispersion ?? 1);
      told = statistic - late > watched.threshold;
    }
    return { ...standing, open: told };
  });
  return { ...watching, standings };
}

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
