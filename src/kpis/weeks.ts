import { type Day, weekday } from "../funnel/calendar.ts";
import {
  between,
  type Cell,
  cellsOf,
  eventKinds,
  type Measure,
  type Need,
  type Snapshot,
  type WeekCell,
} from "../funnel/cells.ts";
import type { Question } from "../funnel/readings.ts";

/** Whether the question is about one whole week of the workspace that is over and kept: then its cell says it all. */
export function isKeptWeek({ period, asOf, settings, weeksKept }: Question): boolean {
  return (
    weeksKept === true &&
    period.to - period.from === 7 &&
    weekday(period.from) === settings.weekStart &&
    period.to <= asOf
  );
}

/** Gives a week's cell, empty when nothing happened in it. */
export function weekOf(snapshot: Snapshot, measure: Measure, day: Day): WeekCell {
  return snapshot.weeks?.get(measure)?.get(day) ?? { ...nothing, day };
}

const nothing = {
  entered: 0,
  within: 0,
  known: 0,
  ages: { count: 0, median: null, p80: null, low: null, high: null },
};

/** Gives the need for how many entered (or exited) in the period. */
export function enteredNeed(measure: Measure, question: Question): Need {
  const { period, asOf } = question;
  return isKeptWeek(question)
    ? { table: "weeks", measure, ...period }
    : { table: "cells", measure, from: period.from, to: Math.min(period.to, asOf), events: "none" };
}

/** Gives how many entered (or exited) in the period, as far as is known. */
export function enteredIn(snapshot: Snapshot, measure: Measure, question: Question): number {
  return isKeptWeek(question)
    ? weekOf(snapshot, measure, question.period.from).entered
    : cellsIn(snapshot, measure, question).reduce((sum, cell) => sum + cell.entered, 0);
}

/** Gives the need for how many of the period's entries have converted by now, at whatever age. */
export function convertedNeed(measure: Measure, question: Question): Need {
  const need = enteredNeed(measure, question);
  return need.table === "cells" ? { ...need, events: "conversions" } : need;
}

/** Gives how many of the period's entries are known to have converted by now, at whatever age. */
export function convertedIn(snapshot: Snapshot, measure: Measure, question: Question): number {
  const { asOf } = question;
  if (isKeptWeek(question)) return weekOf(snapshot, measure, question.period.from).known;
  let count = 0;
  for (const { day, events } of cellsIn(snapshot, measure, question)) {
    for (let i = 0; i + 2 < events.length; i += 3) {
      if (events[i] !== eventKinds.out && day + (events[i + 1] ?? 0) < asOf) count += events[i + 2] ?? 0;
    }
  }
  return count;
}

/** Gives the measure's cells of the period's days that are over. */
export function cellsIn(snapshot: Snapshot, measure: Measure, { period, asOf }: Question): readonly Cell[] {
  return between(cellsOf(snapshot, measure), period.from, Math.min(period.to, asOf));
}
