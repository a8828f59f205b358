import { idleWeeks, weeksOfHistory } from "./calendar-of-history.ts";
import type { History } from "./history.ts";
import { amountIn } from "./revenue-by-week.ts";
import type { Rule } from "./rule.ts";
import { nothingToSay, severityOf } from "./severity.ts";
import { openRuns } from "./statistics/episodes.ts";
import { gaussianDetector, meanOf } from "./statistics/gaussian.ts";
import { monitor } from "./statistics/monitor.ts";
import { periodOf, type Weeks, weekOf } from "./statistics/weeks.ts";
import { thresholdOf } from "./thresholds.ts";

/** Fires when new accounts sign for clearly less than before; one whale moves neither side. */
export const revenuePerAccountDrop: Rule = {
  name: "revenue-per-account-drop",
  kpi: "revenue-per-account",
  kinds: ["opportunities"],
  threshold: 4,
  opens: "above",

  episodes(history) {
    const { weeks, standings } = watchAmounts(history);
    const open = standings.map((standing) => standing.open);
    return openRuns(weeks, open).map((run) => ({ subject: null, ...run }));
  },

  explain(history, episode, on) {
    const { weeks, idle, logarithms, standings } = watchAmounts(history);
    const week = Math.min(weeks.count, weekOf(weeks, on)) - 1;
    const standing = standings[week];
    const baseline = standing?.baseline ?? null;
    if (!standing || baseline === null) return nothingToSay(revenuePerAccountDrop.name, on);
    const fromWeek = Math.max(0, Math.min(standing.onset ?? week, week - fewestWeeks + 1));
    const counted = Array.from({ length: week - fromWeek + 1 }, (_, index) => fromWeek + index).filter(
      (at) => !idle(at),
    );
    const now = meanOf(logarithms, counted, baseline);
    const from = Math.exp(baseline.mean);
    const to = Math.exp(now?.mean ?? baseline.mean);
    const period = periodOf(weeks, fromWeek, week);
    return {
      rule: revenuePerAccountDrop.name,
      ...episode,
      severity: severityOf(to / from),
      reason: { key: "contracts-smaller", from, to, deals: now?.count ?? 0, since: period.from },
      evidence: {
        unit: "money",
        value: to,
        baselineValue: from,
        observed: null,
        expected: null,
        cases: now?.count ?? 0,
        ...period,
        baseline: periodOf(weeks, baseline.weeks[0] ?? 0, baseline.weeks.at(-1) ?? 0),
        since: period.from,
        statistic: standing.statistic,
        threshold: thresholdOf(history, revenuePerAccountDrop, null),
        contributors: [],
      },
    };
  },
};

const fewestWeeks = 4;
const fewestDeals = 30;
/** Contracts that are a quarter smaller. */
const shift = Math.log(0.75);

function watchAmounts(history: History) {
  const weeks = weeksOfHistory(history);
  const idle = idleWeeks(history, weeks, revenuePerAccountDrop.kinds);
  const logarithms = firstDeals(history, weeks);
  const detector = gaussianDetector(logarithms, {
    shift: () => shift,
    counts: (week) => !idle(week),
    fewestValues: fewestDeals,
  });
  const threshold = thresholdOf(history, revenuePerAccountDrop, null);
  return { weeks, idle, logarithms, standings: monitor(weeks.count, detector, { threshold, idle }) };
}

/** Gives what a first deal typically was over the weeks that end with one, beside what was usual; null: too few to tell. */
export function watchFirstDeals(history: History) {
  const { weeks, idle, logarithms, standings } = watchAmounts(history);
  return {
    weeks,
    typicalAt(
      week: number,
      together: number,
    ): { readonly observed: number; readonly expected: number } | null {
      const baseline = standings[week]?.baseline ?? null;
      if (baseline === null) return null;
      const counted = Array.from({ length: together }, (_, back) => week - back).filter(
        (at) => at >= 0 && !idle(at),
      );
      const now = meanOf(logarithms, counted, baseline);
      return now && { observed: Math.exp(now.mean), expected: Math.exp(baseline.mean) };
    },
  };
}

/** The logarithms of each week's first deals, in the workspace's currency: what accounts have bought since then varies. */
function firstDeals({ total, settings }: History, weeks: Weeks): readonly (readonly number[])[] {
  const deals = Array.from({ length: weeks.count }, (): number[] => []);
  for (const { account, day, firstWinDay, amount, currency } of total.accountWins) {
    if (account === null || day !== firstWinDay) continue;
    const value = amountIn(amount, currency, day, settings.currency, total.rates);
    if (value !== null && value > 0) deals[weekOf(weeks, day)]?.push(Math.log(value));
  }
  return deals;
}
