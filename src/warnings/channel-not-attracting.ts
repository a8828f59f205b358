import { diagnosedRuns, watchChannels } from "./channel-watch.ts";
import type { Rule } from "./rule.ts";
import { nothingToSay, severityOf } from "./severity.ts";
import { factorOf, usualGates } from "./statistics/channel-diagnosis.ts";
import { periodOf, weekOf } from "./statistics/weeks.ts";
import { thresholdOf } from "./thresholds.ts";

/** Fires when far fewer MQLs come from one acquisition channel, though those that come are as good as before. */
export const channelNotAttracting: Rule = {
  name: "channel-not-attracting",
  kpi: "revenue-mix",
  kinds: ["leads", "opportunities"],
  threshold: 0.8,
  opens: "below",

  episodes: (history) =>
    diagnosedRuns(history, {
      rule: channelNotAttracting,
      diagnoses: ["not-attracting"],
      gatesOf: (member) => ({ ...usualGates, volume: thresholdOf(history, channelNotAttracting, member) }),
      recovered: ({ volume }) => factorOf(volume) > recoveredAbove,
    }),

  explain(history, episode, on) {
    const { weeks, standingAt } = watchChannels(history);
    const week = Math.min(weeks.count, weekOf(weeks, on)) - 1;
    const member = episode.subject ?? "";
    const { spans, figures } = standingAt(member, week);
    if (spans === null || figures === null) return nothingToSay(channelNotAttracting.name, on);
    const { volume } = figures;
    const { from, to } = periodOf(weeks, spans.now[0] ?? week, week);
    const perWeek = volume.observed / spans.now.length;
    const perWeekBefore = volume.expected / spans.now.length;
    return {
      rule: channelNotAttracting.name,
      ...episode,
      severity: severityOf(factorOf(volume)),
      reason: {
        key: "few-leads-come",
        acquisitionChannel: member,
        perWeek,
        perWeekBefore,
        conversionFactor: factorOf(figures.converted),
      },
      evidence: {
        unit: "count",
        value: perWeek,
        baselineValue: perWeekBefore,
        observed: volume.observed,
        expected: volume.expected,
        cases: volume.observed,
        from,
        to,
        baseline: periodOf(weeks, spans.before[0] ?? 0, spans.before.at(-1) ?? 0),
        since: from,
        statistic: factorOf(volume),
        threshold: thresholdOf(history, channelNotAttracting, member),
        contributors: [],
      },
    };
  },
};

const recoveredAbove = 0.9;
