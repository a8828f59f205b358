import { idleWeeks, weeksOfHistory } from "./calendar-of-history.ts";
import {
  type ClosingsWatch,
  closingsChangeAt,
  type WatchedClosings,
  watchClosings,
} from "./closings-watch.ts";
import { contentUseByWeek, usedShare } from "./content-by-week.ts";
import type { History } from "./history.ts";
import type { Reason } from "./reason.ts";
import type { Rule } from "./rule.ts";
import { nothingToSay, severityOf } from "./severity.ts";
import { openRuns } from "./statistics/episodes.ts";
import { gaussianDetector } from "./statistics/gaussian.ts";
import { monitor } from "./statistics/monitor.ts";
import { periodOf, weekOf } from "./statistics/weeks.ts";
import { belowTarget } from "./target-watch.ts";
import { thresholdOf } from "./thresholds.ts";
import type { Warning } from "./warning.ts";

/**
 * Fires when sales uses clearly fewer of the active assets than before, or fewer than was agreed, or takes content into
 * clearly fewer of its opportunities.
 */
export const contentUnused: Rule = {
  name: "content-unused",
  kpi: "content-used",
  kinds: ["content", "content-uses"],
  threshold: 4.6,
  opens: "above",

  episodes(history) {
    const { weeks, library, inDeals, missed } = watchContent(history);
    const open = library.map(
      (standing, week) =>
        standing.open || inDeals.standings[week]?.open === true || missed[week]?.open === true,
    );
    return openRuns(weeks, open).map((run) => ({ subject: null, ...run }));
  },

  explain(history, episode, on) {
    const { weeks, library, inDeals, missed } = watchContent(history);
    const week = Math.min(weeks.count, weekOf(weeks, on)) - 1;
    const standing = library[week] ?? nothingToSay(contentUnused.name, on);
    const common = { rule: contentUnused.name, ...episode };
    if (!standing.open && inDeals.standings[week]?.open) return inDealsWarning(history, inDeals, common, on);
    const fromWeek = Math.max(0, Math.min(standing.onset ?? week, week - fourWeeks + 1));
    const now = usedShare(history, periodOf(weeks, Math.max(0, week - fourWeeks + 1), week));
    const target = missed[week];
    const period = periodOf(weeks, fromWeek, week);
    if (!standing.open && target?.open) {
      return warningOf({ key: "content-below-target", from: target.target, to: now.share }, null);
    }
    const learnt = standing.baseline?.weeks ?? [];
    const baseline = learnt.length > 0 ? periodOf(weeks, learnt[0] ?? 0, learnt.at(-1) ?? 0) : null;
    return warningOf({ key: "content-fell", from: usualShare(history, learnt), to: now.share }, baseline);

    function warningOf(reason: LibraryReason, baseline: Warning["evidence"]["baseline"]): Warning {
      return {
        ...common,
        severity: severityOf(reason.from > 0 ? reason.to / reason.from : 1),
        reason,
        evidence: {
          unit: "ratio",
          value: reason.to,
          baselineValue: reason.from,
          observed: now.used,
          expected: reason.from * now.active,
          cases: now.active,
          ...period,
          baseline,
          since: period.from,
          statistic: standing?.statistic ?? 0,
          threshold: thresholdOf(history, contentUnused, null),
          contributors: [],
        },
      };
    }
  },
};

type LibraryReason = Extract<
  Reason,
  { key: "content-fell" | "content-below-target" | "content-in-deals-fell" }
>;

const fourWeeks = 4;
/** So many weeks of use are a baseline, and one that falls by a quarter is looked for. */
const fewestWeeks = 26;
const fall = -0.25;

/** What is watched of the closings: whether content was used on them. */
export function contentInDeals(history: History): WatchedClosings {
  return {
    successes: ["won-with-content", "lost-with-content"],
    all: ["won", "lost"],
    ratio: 0.75,
    threshold: thresholdOf(history, contentUnused, null),
    kinds: ["opportunities", "content-uses"],
  };
}

function watchContent(history: History) {
  const weeks = weeksOfHistory(history);
  const idle = idleWeeks(history, weeks, contentUnused.kinds);
  const threshold = thresholdOf(history, contentUnused, null);
  const shares = contentUseByWeek(history, weeks).map((share) => (share === null ? [] : [share]));
  const detector = gaussianDetector(shares, {
    shift: (mean) => fall * mean,
    counts: (week) => !idle(week),
    fewestValues: fewestWeeks,
  });
  const inDeals = watchClosings(history, contentInDeals(history));
  const missed = belowTarget(history, weeks, "content-used", (week) => {
    const { share, low, high } = usedShare(history, periodOf(weeks, Math.max(0, week - fourWeeks + 1), week));
    return idle(week) ? null : { value: share, low, high };
  });
  return { weeks, library: monitor(weeks.count, detector, { threshold, idle }), inDeals, missed };
}

/** The share used in four weeks, as it was in the baseline: the mean of its own months. */
function usualShare(history: History, learnt: readonly number[]): number {
  const weeks = weeksOfHistory(history);
  const months = learnt
    .filter((_, index) => index % fourWeeks === fourWeeks - 1)
    .map((week) => usedShare(history, periodOf(weeks, Math.max(0, week - fourWeeks + 1), week)).share);
  return months.reduce((sum, share) => sum + share, 0) / Math.max(1, months.length);
}

function inDealsWarning(
  history: History,
  watching: ClosingsWatch,
  common: Pick<Warning, "rule" | "subject" | "openedOn" | "closedOn">,
  on: number,
): Warning {
  const change = closingsChangeAt(watching, on) ?? nothingToSay(contentUnused.name, on);
  const { weeks } = watching;
  const from = change.expected / Math.max(1, change.cases);
  const to = change.observed / Math.max(1, change.cases);
  const period = periodOf(weeks, change.fromWeek, change.throughWeek);
  return {
    ...common,
    severity: severityOf(from > 0 ? to / from : 1),
    reason: { key: "content-in-deals-fell", from, to },
    evidence: {
      unit: "ratio",
      value: to,
      baselineValue: from,
      observed: change.observed,
      expected: change.expected,
      cases: change.cases,
      ...period,
      baseline: periodOf(weeks, change.baseline.weeks[0] ?? 0, change.baseline.weeks.at(-1) ?? 0),
      since: period.from,
      statistic: change.standing.statistic,
      threshold: thresholdOf(history, contentUnused, null),
      contributors: [],
    },
  };
}
