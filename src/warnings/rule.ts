import type { Day } from "../funnel/calendar.ts";
import type { FactKind } from "../funnel/facts.ts";
import type { KpiName } from "../funnel/readings.ts";
import type { History } from "./history.ts";
import type { RuleName } from "./rule-names.ts";
import type { Warning } from "./warning.ts";

/** One stretch of time in which a rule saw its subject in trouble. */
export interface Episode {
  /** What it is about: an acquisition channel, a stage, a source; null for the workspace as a whole. */
  readonly subject: string | null;
  readonly openedOn: Day;
  /** Null: still open on the as-of day. */
  readonly closedOn: Day | null;
}

/**
 * What each rule's file exports. `episodes` replays the whole history and decides each week from what was dated before
 * its end; `explain` says why, as known on a day within the episode.
 */
export interface Rule {
  readonly name: RuleName;
  /** The KPI that it watches; null for the data itself. */
  readonly kpi: KpiName | null;
  /** The facts that it depends on: while one of these is stale it neither opens nor closes. */
  readonly kinds: readonly FactKind[];
  /** The statistic at which it opens, where the workspace set none. */
  readonly threshold: number;
  /** Whether it opens above its threshold, or below it: then the statistic is what is left of 1. */
  readonly opens: "above" | "below";
  episodes(history: History): readonly Episode[];
  explain(history: History, episode: Episode, on: Day): Warning;
}
