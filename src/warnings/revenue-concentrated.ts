import { heldWeeks, weeksOfHistory } from "./calendar-of-history.ts";
import type { History } from "./history.ts";
import { revenueByWeek } from "./revenue-by-week.ts";
import type { Rule } from "./rule.ts";
import { nothingToSay, severityOf } from "./severity.ts";
import { type Concentration, concentration } from "./statistics/concentration.ts";
import { openRuns } from "./statistics/episodes.ts";
import { periodOf, type Weeks, weekOf } from "./statistics/weeks.ts";
import { thresholdOf } from "./thresholds.ts";
import type { Contributor } from "./warning.ts";

/** Fires when revenue comes from clearly fewer acquisition channels than before, or one came to carry most of it. */
export const revenueConcentrated: Rule = {
  name: "revenue-concentrated",
  kpi: "revenue-mix",
  kinds: ["opportunities"],
  threshold: 0.75,
  opens: "below",

  episodes(history) {
    const weeks = weeksOfHistory(history);
    const held = heldWeeks(history, weeks, revenueConcentrated.kinds);
    const threshold = thresholdOf(history, revenueConcentrated, null);
    const at = measured(history, weeks);
    let open = false;
    let found = 0;
    const opens = Array.from({ length: weeks.count }, (_, week) => {
      const here = held[week] ? null : at(week);
      if (here === null) return open;
      found = isConcentrated(here, threshold) ? found + 1 : 0;
      open = open ? here.now < recoveredAbove * here.usual : found >= weeksToOpen;
      return open;
    });
    return openRuns(weeks, opens).map((run) => ({ subject: null, ...run }));
  },

  explain(history, episode, on) {
    const weeks = weeksOfHistory(history);
    const week = Math.min(weeks.count, weekOf(weeks, on)) - 1;
    const here = measured(history, weeks)(week);
    if (here === null) return nothingToSay(revenueConcentrated.name, on);
    const members = [...revenueByWeek(history, weeks).keys()];
    const contributors = shareContributors(members, here);
    const top = topShare(here);
    const { from, to } = periodOf(weeks, Math.max(0, week - nowWeeks + 1), week);
    return {
      rule: revenueConcentrated.name,
      ...episode,
      severity: severityOf(here.now / here.usual),
      reason: {
        key: "revenue-concentrated",
        from: here.usual,
        to: here.now,
        acquisitionChannel: members[top.member] ?? "",
        share: top.share,
        shareBefore: top.shareBefore,
      },
      evidence: {
        unit: "count",
        value: here.now,
        baselineValue: here.usual,
        observed: null,
        expected: null,
        cases: winsIn(history, from, to),
        from,
        to,
        baseline: periodOf(weeks, Math.max(0, week - nowWeeks - beforeWeeks + 1), week - nowWeeks),
        since: from,
        statistic: here.now / here.usual,
        threshold: thresholdOf(history, revenueConcentrated, null),
        contributors,
      },
    };
  },
};

const nowWeeks = 13;
const beforeWeeks = 52;
const fewestBefore = 26;
const weeksToOpen = 4;
const recoveredAbove = 0.85;
/** One channel above this share, where it was well below, is concentration by itself. */
const dominantShare = 0.6;
const dominantRise = 1.25;

function measured(history: History, weeks: Weeks): (week: number) => Concentration | null {
  const revenue = [...revenueByWeek(history, weeks).values()];
  const first = Math.min(
    ...revenue.map((perWeek) => perWeek.findIndex((amount) => amount > 0)).filter((at) => at >= 0),
  );
  const range = (from: number, through: number) =>
    Array.from({ length: Math.max(0, through - from + 1) }, (_, index) => from + index);
  return (week) => {
    const before = range(Math.max(first, week - nowWeeks - beforeWeeks + 1), week - nowWeeks);
    if (!Number.isFinite(first) || before.length < fewestBefore) return null;
    return concentration(revenue, range(week - nowWeeks + 1, week), before, week);
  };
}

function isConcentrated(here: Concentration, threshold: number): boolean {
  const { share, shareBefore } = topShare(here);
  const fell = here.now <= threshold * here.usual && here.withoutGreatest <= threshold * here.usual;
  const dominant =
    share > dominantShare && share >= dominantRise * shareBefore && here.withoutGreatest < here.usual;
  return here.now < here.usualLow && (fell || dominant);
}

function topShare({ amounts, amountsBefore }: Concentration) {
  const sum = (list: readonly number[]) => list.reduce((all, amount) => all + amount, 0);
  const member = amounts.indexOf(Math.max(...amounts));
  return {
    member,
    share: (amounts[member] ?? 0) / sum(amounts),
    shareBefore: (amountsBefore[member] ?? 0) / sum(amountsBefore),
  };
}

/** How much each channel's squared share rose: they sum to the rise of the whole concentration. */
function shareContributors(
  members: readonly string[],
  { amounts, amountsBefore }: Concentration,
): readonly Contributor[] {
  const sum = (list: readonly number[]) => list.reduce((all, amount) => all + amount, 0);
  const now = amounts.map((amount) => amount / sum(amounts));
  const before = amountsBefore.map((amount) => amount / sum(amountsBefore));
  const effects = now.map((share, member) => share ** 2 - (before[member] ?? 0) ** 2);
  const whole = sum(effects);
  if (whole <= 0) return [];
  return members
    .map(
      (member, index): Contributor => ({
        dimension: "acquisition-channel",
        member,
        kind: "mix",
        effect: effects[index] ?? 0,
        share: (effects[index] ?? 0) / whole,
        from: before[index] ?? 0,
        to: now[index] ?? 0,
      }),
    )
    .sort((a, b) => Math.abs(b.effect) - Math.abs(a.effect));
}

function winsIn(history: History, from: number, to: number): number {
  return history.acquisitionChannels
    .flatMap(({ revenue }) => revenue)
    .filter(({ day }) => day >= from && day < to)
    .reduce((sum, { wins }) => sum + wins, 0);
}
