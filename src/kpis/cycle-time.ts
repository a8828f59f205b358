import type { AgeFigures, Measure, Snapshot } from "../funnel/cells.ts";
import { lengthOf, type Period } from "../funnel/period.ts";
import type { Kpi, Question } from "../funnel/readings.ts";
import { durationsOf } from "./percentiles.ts";
import { ageFigures } from "./week-figures.ts";
import { cellsIn, enteredIn, isKeptWeek, weekOf } from "./weeks.ts";

export interface Durations {
  readonly count: number;
  /** Days. */
  readonly median: number | null;
  readonly p80: number | null;
}

export interface StageDurations extends Durations {
  readonly stage: string;
  /** The median of the period before, of the same length; days. */
  readonly before: number | null;
  /** How often an opportunity moved back into the stage in the period. */
  readonly regressions: number;
}

export interface CycleTimeDetail extends Durations {
  /** Lead created to won, where the opportunity is linked to a lead. */
  readonly fromLead: Durations;
  readonly stages: readonly StageDurations[];
  /** The stage whose median grew the most against the period before; null when none grew. */
  readonly grewMost: { readonly stage: string; readonly from: number; readonly to: number } | null;
}

/** KPI 2: the median days from opportunity created to won, by opportunities won in the period, and every stage's. */
export const cycleTimeKpi: Kpi<CycleTimeDetail> = {
  name: "cycle-time",
  unit: "days",
  dimensions: ["acquisition-channel", "segment"],
  modes: ["cohort", "period", "pace"],
  needsAcquisitionChannels: false,

  needs(question) {
    const { period, asOf } = question;
    const to = Math.min(period.to, asOf);
    if (isKeptWeek(question)) {
      return [
        { table: "weeks", measure: "won", ...period },
        { table: "weeks", measure: "won-from-lead", ...period },
        { table: "stage-weeks", from: period.from - lengthOf(period), to },
      ];
    }
    return [
      { table: "cells", measure: "won", from: period.from, to, events: "conversions" },
      { table: "cells", measure: "won-from-lead", from: period.from, to, events: "conversions" },
      {
        table: "stages",
        from: period.from - lengthOf(period),
        to,
        measures: ["stage-left", "stage-regressed"],
      },
    ];
  },

  read(snapshot, question) {
    const { period, settings } = question;
    const won = agesOf(snapshot, "won", period, question);
    const whole = bare(won);
    const stages = stageNames(snapshot, settings.stages)
      .map((stage) => readStage(snapshot, stage, question))
      .filter(({ count, before }) => count > 0 || before !== null);
    const growth = stages.flatMap(({ stage, median, before }) =>
      median !== null && before !== null && median > before ? [{ stage, from: before, to: median }] : [],
    );
    return {
      kpi: "cycle-time",
      period,
      slice: snapshot.slice,
      unit: "days",
      value: whole.median,
      numerator: null,
      denominator: whole.count,
      low: won.low,
      high: won.high,
      mature: period.to <= question.asOf,
      soFar: null,
      detail: {
        ...whole,
        fromLead: bare(agesOf(snapshot, "won-from-lead", period, question)),
        stages,
        grewMost: growth.reduce<CycleTimeDetail["grewMost"]>(
          (most, stage) => (most === null || stage.to - stage.from > most.to - most.from ? stage : most),
          null,
        ),
      },
    };
  },
};

function readStage(snapshot: Snapshot, stage: string, question: Question): StageDurations {
  const { period } = question;
  const earlier = { from: period.from - lengthOf(period), to: period.from };
  return {
    stage,
    ...bare(agesOf(snapshot, `stage-left:${stage}`, period, question)),
    before: agesOf(snapshot, `stage-left:${stage}`, earlier, question).median,
    regressions: enteredIn(snapshot, `stage-regressed:${stage}`, question),
  };
}

/** Gives the durations of a period's exits, as far as they are known. */
function agesOf(snapshot: Snapshot, measure: Measure, period: Period, question: Question): AgeFigures {
  return isKeptWeek(question)
    ? weekOf(snapshot, measure, period.from).ages
    : ageFigures(durationsOf(cellsIn(snapshot, measure, { ...question, period })));
}

function bare({ count, median, p80 }: AgeFigures): Durations {
  return { count, median, p80 };
}

/** The stages that the cells know, in the workspace's order; those it does not name follow by name. */
export function stageNames(snapshot: Snapshot, order: readonly string[]): readonly string[] {
  const prefix = "stage-left:";
  const measures = new Set([...snapshot.cells.keys(), ...(snapshot.weeks?.keys() ?? [])]);
  const names = [...measures].flatMap((measure) =>
    measure.startsWith(prefix) ? [measure.slice(prefix.length)] : [],
  );
  const place = (stage: string) => (order.includes(stage) ? order.indexOf(stage) : order.length);
  return names.sort((a, b) => place(a) - place(b) || (a < b ? -1 : 1));
}
