import { changeAt, type Watch, type Watched, type WatchedChange, watch } from "./conversion-watch.ts";
import { conversionEvidence } from "./evidence.ts";
import type { History } from "./history.ts";
import type { Episode, Rule } from "./rule.ts";
import { nothingToSay, severityOf } from "./severity.ts";
import { ageBy, meanStay, stayingLonger } from "./statistics/stays.ts";
import type { Contributor, Warning } from "./warning.ts";

/** Gives the warning of stays that take longer: the whole cycle (`stage` null) or one stage. */
export function stayWarning(
  history: History,
  rule: Rule,
  watched: Watched,
  stage: string | null,
  episode: Episode,
  on: number,
): Warning {
  const watching = watch(history, watched);
  const change = changeAt(watching, on) ?? nothingToSay(rule.name, on);
  const before = ageBy(change.baseline.hazard, 0.5);
  const now = ageBy(change.hazardNow, 0.5);
  const contributors = stage === null ? stageContributors(history, watched, change) : [];
  return {
    rule: rule.name,
    ...episode,
    severity: severityOf(change.observed / change.expected),
    reason: {
      key: "takes-longer",
      stage,
      observed: change.observed,
      expected: change.expected,
      from: before,
      to: now,
      overstaying: overstaying(watching, change),
      since: watching.weeks.first + change.fromWeek * 7,
    },
    evidence: {
      ...conversionEvidence(watching, change, watched.threshold, contributors),
      unit: "days",
      value: now,
      baselineValue: before,
    },
  };
}

/** Those who have stayed longer than eight in ten did. */
function overstaying({ table }: Watch, { baseline, throughWeek }: WatchedChange): number {
  const usual = ageBy(baseline.hazard, 0.8);
  return usual === null ? 0 : stayingLonger(table, throughWeek, usual);
}

/** What each stage's mean stay did to the sum of the stays, over the same weeks. */
function stageContributors(
  history: History,
  watched: Watched,
  { fromWeek, throughWeek }: WatchedChange,
): readonly Contributor[] {
  const effects = stagesOf(history).flatMap((stage) => {
    const watching = watch(history, { ...watched, measure: `stage-entered:${stage}` });
    const on = watching.weeks.first + (throughWeek + 1) * 7;
    const change = changeAt(watching, on, fromWeek);
    if (change === null) return [];
    const from = meanStay(change.baseline.hazard);
    const to = meanStay(change.hazardNow.map((h, age) => h ?? change.baseline.hazard[age] ?? null));
    return [{ stage, from, to, effect: to - from }];
  });
  const whole = effects.reduce((sum, { effect }) => sum + effect, 0);
  if (whole <= 0) return [];
  return effects
    .map(
      ({ stage, from, to, effect }): Contributor => ({
        dimension: "stage",
        member: stage,
        kind: "rate",
        effect,
        share: effect / whole,
        from,
        to,
      }),
    )
    .sort((a, b) => b.effect - a.effect);
}

const stagePrefix = "stage-entered:";

/** Gives the stages in their order; those that only the cells know follow by name. */
export function stagesOf(history: History): readonly string[] {
  const known = [...history.total.cells.keys()]
    .filter((measure) => measure.startsWith(stagePrefix))
    .map((measure) => measure.slice(stagePrefix.length));
  return [
    ...history.stages.filter((stage) => known.includes(stage)),
    ...known.filter((stage) => !history.stages.includes(stage)).sort(),
  ];
}
