import type { Day } from "../funnel/calendar.ts";
import type { FactKind } from "../funnel/facts.ts";
import { weeksOfHistory } from "./calendar-of-history.ts";
import type { History } from "./history.ts";
import type { Rule } from "./rule.ts";
import { nothingToSay } from "./severity.ts";
import { silenceRule, silencesOfKind, weeksWithin } from "./silence.ts";
import { openRuns } from "./statistics/episodes.ts";
import { thresholdOf } from "./thresholds.ts";

/** Fires when a source stopped delivering for longer than it ever does; what depends on it is held meanwhile. */
export const dataStale: Rule = {
  ...silenceRule,
  kpi: null,
  kinds: [],

  episodes(history) {
    const weeks = weeksOfHistory(history);
    return [...subjectsOf(history)].flatMap(([subject, spells]) =>
      openRuns(weeks, weeksWithin(weeks, spells)).map((run) => ({ subject, ...run })),
    );
  },

  explain(history, episode, on) {
    const spells = subjectsOf(history).get(episode.subject ?? "") ?? [];
    const spell = spells.findLast(({ staleSince }) => staleSince <= on) ?? nothingToSay("data-stale", on);
    const end = Math.min(on, history.asOf, spell.resumedOn ?? on);
    const days = end - spell.lastReceived - 1;
    return {
      rule: dataStale.name,
      ...episode,
      severity: "act",
      reason: {
        key: "source-silent",
        source: episode.subject ?? "",
        lastReceived: spell.lastReceived,
        days,
      },
      evidence: {
        unit: "days",
        value: days,
        baselineValue: null,
        observed: null,
        expected: null,
        cases: 0,
        from: spell.lastReceived + 1,
        to: end,
        baseline: null,
        since: spell.lastReceived + 1,
        statistic: days,
        threshold: thresholdOf(history, dataStale, episode.subject),
        contributors: [],
      },
    };
  },
};

interface Spell {
  readonly lastReceived: Day;
  readonly staleSince: Day;
  readonly resumedOn?: Day | null;
}

/** Kinds whose source the cells do not name: they are their own subject. */
const kindsWithoutSource: readonly FactKind[] = ["stage-changes", "content-uses"];

function subjectsOf(history: History): ReadonlyMap<string, readonly Spell[]> {
  const weeks = weeksOfHistory(history);
  const subjects = new Map<string, Spell[]>();
  const add = (subject: string, spell: Spell) => {
    subjects.set(subject, [...(subjects.get(subject) ?? []), spell]);
  };
  for (const source of history.staleSources) add(source.source, source);
  for (const kind of kindsWithoutSource) {
    for (const spell of silencesOfKind(history, weeks, kind)) {
      const withSource = history.staleSources.some(
        (source) =>
          source.staleSince <= spell.staleSince + 7 &&
          (source.resumedOn ?? spell.staleSince) >= spell.lastDay,
      );
      if (!withSource) add(kind, { ...spell, lastReceived: spell.lastDay });
    }
  }
  return subjects;
}
