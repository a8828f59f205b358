import type { Day } from "../../funnel/calendar.ts";
import { type Cell, eventKinds } from "../../funnel/cells.ts";
import { type Weeks, weekOf } from "./weeks.ts";

/**
 * Who was in flight in each week and what came of them, by whole weeks since entry. Row `week * ages + age`: the
 * entries of `age` weeks before that had no event earlier, and those that had it in that very week.
 */
export interface RiskTable {
  readonly weeks: number;
  readonly ages: number;
  readonly atRisk: Float64Array;
  readonly events: Float64Array;
}

export type Ending = "converted" | "exited";

export interface RiskRules {
  /** Entries are followed to this age in days. */
  readonly limitDays: number;
  /** `converted`: whoever went out stays at risk and is missed; `exited`: converting and going out both end it. */
  readonly ending: Ending;
  /** Entry days to leave out, such as bulk loads. */
  readonly skip?: (day: Day) => boolean;
}

/** Gives the risk table of entry cells. It holds what each week knew at its end: later weeks never change earlier rows. */
export function riskTable(cells: readonly Cell[], weeks: Weeks, rules: RiskRules): RiskTable {
  const { limitDays, ending, skip } = rules;
  const ages = Math.floor((limitDays + 6) / 7) + 1;
  const entered = new Float64Array(weeks.count);
  const events = new Float64Array(weeks.count * ages);
  for (const cell of cells) {
    const week = weekOf(weeks, cell.day);
    if (week < 0 || week >= weeks.count || skip?.(cell.day)) continue;
    entered[week] = (entered[week] ?? 0) + cell.entered;
    for (let i = 0; i + 2 < cell.events.length; i += 3) {
      const kind = cell.events[i];
      const age = cell.events[i + 1] ?? 0;
      if (age > limitDays || !ends(kind, ending)) continue;
      const at = weekOf(weeks, cell.day + age);
      if (at >= weeks.count) continue;
      const row = at * ages + (at - week);
      events[row] = (events[row] ?? 0) + (cell.events[i + 2] ?? 0);
    }
  }
  const atRisk = new Float64Array(weeks.count * ages);
  for (let entry = 0; entry < weeks.count; entry++) {
    let left = entered[entry] ?? 0;
    for (let age = 0; age < ages && entry + age < weeks.count; age++) {
      const row = (entry + age) * ages + age;
      atRisk[row] = left;
      left -= events[row] ?? 0;
    }
  }
  return { weeks: weeks.count, ages, atRisk, events };
}

function ends(kind: number | undefined, ending: Ending): boolean {
  // Going out and converting afterwards are two events of one entry: the first of them is its exit.
  return ending === "exited" ? kind !== eventKinds.convertedAfterOut : kind !== eventKinds.out;
}

/**
 * Gives, by age in weeks, the share of those at risk that had the event, over the weeks that count; null: nobody was.
 * `enteredFrom` leaves out whoever entered before that week.
 */
export function hazards(
  table: RiskTable,
  counts: Iterable<number>,
  enteredFrom: number | null = null,
): readonly (number | null)[] {
  const atRisk = new Float64Array(table.ages);
  const events = new Float64Array(table.ages);
  for (const week of counts) {
    for (let age = 0; age < agesSince(table, week, enteredFrom); age++) {
      atRisk[age] = (atRisk[age] ?? 0) + (table.atRisk[week * table.ages + age] ?? 0);
      events[age] = (events[age] ?? 0) + (table.events[week * table.ages + age] ?? 0);
    }
  }
  return Array.from(atRisk, (n, age) => (n > 0 ? (events[age] ?? 0) / n : null));
}

export interface Counted {
  readonly observed: number;
  readonly expected: number;
}

/** How many ages there are in a week among those who entered from another one on. */
function agesSince({ ages }: RiskTable, week: number, enteredFrom: number | null): number {
  return enteredFrom === null ? ages : Math.min(ages, week - enteredFrom + 1);
}

/**
 * Gives the events of a week beside those that the hazards let expect. Ages without a hazard count in neither.
 * `enteredFrom` leaves out whoever entered before that week.
 */
export function observedExpected(
  table: RiskTable,
  week: number,
  hazard: readonly (number | null)[],
  enteredFrom: number | null = null,
): Counted {
  let observed = 0;
  let expected = 0;
  for (let age = 0; age < agesSince(table, week, enteredFrom); age++) {
    const h = hazard[age] ?? null;
    if (h === null) continue;
    observed += table.events[week * table.ages + age] ?? 0;
    expected += h * (table.atRisk[week * table.ages + age] ?? 0);
  }
  return { observed, expected };
}

export interface Varied extends Counted {
  /** The variance of `observed` by chance alone: `Σ R h (1 − h)`. */
  readonly variance: number;
}

/** Gives the same with the variance that chance alone gives it. */
export function varied(table: RiskTable, week: number, hazard: readonly (number | null)[]): Varied {
  let variance = 0;
  for (let age = 0; age < table.ages; age++) {
    const h = hazard[age] ?? 0;
    variance += h * (1 - h) * (table.atRisk[week * table.ages + age] ?? 0);
  }
  return { ...observedExpected(table, week, hazard), variance };
}

/** Gives the share of entries that have the event in the end, when each age keeps its hazard: `1 − Π(1 − h)`. */
export function shareOf(hazard: readonly (number | null)[]): number {
  return 1 - hazard.reduce<number>((left, h) => left * (1 - (h ?? 0)), 1);
}
