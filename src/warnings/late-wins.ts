import { cellsOf } from "../funnel/cells.ts";
import { type Watch, type Watched, watch } from "./conversion-watch.ts";
import { cycleWatched } from "./cycle-time-longer.ts";
import type { History } from "./history.ts";
import { stageWatched } from "./stage-stuck.ts";
import { stayingLate } from "./statistics/stays.ts";
import { weekOf } from "./statistics/weeks.ts";
import { stagesOf } from "./stay-warning.ts";

/**
 * Gives, by week, the wins to be expected of those that a stuck stage, or a longer cycle, still holds. Whoever is won goes
 * through every stage while most who are lost leave early: where a stage is stuck, wins come late at first and are missed
 * among the closings, though none is lost.
 */
export function lateWins(history: History): (week: number) => number {
  const watched: readonly Watched[] = [
    cycleWatched(history, "longer"),
    ...stagesOf(history).map((stage) => stageWatched(history, stage)),
  ];
  const holding = watched
    .map((one) => watch(history, one))
    .filter(({ standings }) => standings.some(({ open }) => open));
  return (week) => Math.max(0, ...holding.map((stay) => heldBack(history, stay, week)));
}

function heldBack(history: History, { weeks, table, standings }: Watch, week: number): number {
  const standing = standings[week];
  if (!standing?.open || standing.baseline === null) return 0;
  const learnt = new Set(standing.baseline.weeks);
  const entered = standing.baseline.weeks.reduce((sum, at) => sum + (table.atRisk[at * table.ages] ?? 0), 0);
  const won = cellsOf(history.total, "won").reduce(
    (sum, cell) => sum + (learnt.has(weekOf(weeks, cell.day)) ? cell.entered : 0),
    0,
  );
  const late = stayingLate(table, week, standing.baseline.hazard);
  return entered > 0 ? late * Math.min(1, won / entered) : 0;
}
