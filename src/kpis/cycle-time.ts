import { between, type Cell, cellsOf, type Measure, type Snapshot } from "../funnel/cells.ts";
import { lengthOf, type Period } from "../funnel/period.ts";
import type { Kpi, Question } from "../funnel/readings.ts";
import { countOf } from "./conversion.ts";
import { type Distribution, durationsOf, medianInterval, percentile } from "./percentiles.ts";

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

  needs({ period, asOf }) {
    const to = Math.min(period.to, asOf);
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
    const won = durationsOf(exits(snapshot, "won", period, question));
    const whole = summaryOf(won);
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
      ...medianInterval(won),
      mature: period.to <= question.asOf,
      soFar: null,
      detail: {
        ...whole,
        fromLead: summary(exits(snapshot, "won-from-lead", period, question)),
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
    ...summary(exits(snapshot, `stage-left:${stage}`, period, question)),
    before: summary(exits(snapshot, `stage-left:${stage}`, earlier, question)).median,
    regressions: countOf(exits(snapshot, `stage-regressed:${stage}`, period, question)),
  };
}

function exits(snapshot: Snapshot, measure: Measure, period: Period, { asOf }: Question): readonly Cell[] {
  return between(cellsOf(snapshot, measure), period.from, Math.min(period.to, asOf));
}

function summary(cells: readonly Cell[]): Durations {
  return summaryOf(durationsOf(cells));
}

function summaryOf(durations: Distribution): Durations {
  return {
    count: durations.count,
    median: percentile(durations, 0.5),
    p80: percentile(durations, 0.8),
  };
}

/** The stages that the cells know, in the workspace's order; those it does not name follow by name. */
export function stageNames(snapshot: Snapshot, order: readonly string[]): readonly string[] {
  const prefix = "stage-left:";
  const names = [...snapshot.cells.keys()].flatMap((measure) =>
    measure.startsWith(prefix) ? [measure.slice(prefix.length)] : [],
  );
  const place = (stage: string) => (order.includes(stage) ? order.indexOf(stage) : order.length);
  return names.sort((a, b) => place(a) - place(b) || (a < b ? -1 : 1));
}
