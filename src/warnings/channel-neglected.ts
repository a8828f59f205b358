import { diagnosedRuns, watchChannels } from "./channel-watch.ts";
import type { Rule } from "./rule.ts";
import { nothingToSay, severityOf } from "./severity.ts";
import { type ChannelFigures, type Compared, factorOf, usualGates } from "./statistics/channel-diagnosis.ts";
import { periodOf, weekOf } from "./statistics/weeks.ts";
import { takeUpShares } from "./take-up-share.ts";
import { thresholdOf } from "./thresholds.ts";

/**
 * Fires when sales takes up far fewer MQLs of one acquisition channel, though those taken up convert as well as before.
 * Where nobody records touches, fewer conversions may be neglect or poor leads, and it says both.
 */
export const channelNeglected: Rule = {
  name: "channel-neglected",
  kpi: "revenue-mix",
  kinds: ["leads", "opportunities", "sales-touches"],
  threshold: 0.9,
  opens: "below",

  episodes: (history) =>
    diagnosedRuns(history, {
      rule: channelNeglected,
      diagnoses: ["neglected", "neglected-or-poor-leads"],
      gatesOf: (member) => {
        const worked = thresholdOf(history, channelNeglected, member);
        return { ...usualGates, worked, converted: worked - withoutTouches };
      },
      recovered: (figures) => factorOf(takeUp(figures)) > recoveredAbove,
    }),

  explain(history, episode, on) {
    const { weeks, standingAt } = watchChannels(history);
    const week = Math.min(weeks.count, weekOf(weeks, on)) - 1;
    const member = episode.subject ?? "";
    const { spans, figures } = standingAt(member, week);
    if (spans === null || figures === null) return nothingToSay(channelNeglected.name, on);
    const taken = takeUp(figures);
    const { from, to } = periodOf(weeks, spans.now[0] ?? week, week);
    const mqls = figures.volume.observed;
    const shares = takeUpShares(history, member)(spans);
    const rates = { from: shares.before, to: shares.now };
    return {
      rule: channelNeglected.name,
      ...episode,
      severity: severityOf(factorOf(taken)),
      reason: {
        key: figures.worked === null ? "not-taken-up-or-poor" : "not-taken-up",
        acquisitionChannel: member,
        observed: taken.observed,
        expected: taken.expected,
        ...rates,
        conversionFactor: factorOf(figures.converted) / factorOf(taken),
      },
      evidence: {
        unit: "ratio",
        value: rates.to,
        baselineValue: rates.from,
        observed: taken.observed,
        expected: taken.expected,
        cases: mqls,
        from,
        to,
        baseline: periodOf(weeks, spans.before[0] ?? 0, spans.before.at(-1) ?? 0),
        since: from,
        statistic: factorOf(taken),
        threshold: thresholdOf(history, channelNeglected, member),
        contributors: [],
      },
    };
  },
};

const recoveredAbove = 0.95;
/** Conversion alone says less than the share that was taken up: it must have fallen further. */
const withoutTouches = channelNeglected.threshold - usualGates.converted;

function takeUp({ worked, converted }: ChannelFigures): Compared {
  return worked ?? converted;
}
