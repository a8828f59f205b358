import type { Day } from "../funnel/calendar.ts";
import { watchChannels } from "./channel-watch.ts";
import { watchClosings } from "./closings-watch.ts";
import { watch } from "./conversion-watch.ts";
import { cycleWatched } from "./cycle-time-longer.ts";
import type { History } from "./history.ts";
import { mqlToOpportunityWatched } from "./mql-to-opportunity-drop.ts";
import { winsWatched } from "./opportunity-to-customer-drop.ts";
import { stageWatched } from "./stage-stuck.ts";
import { endOf, type Weeks } from "./statistics/weeks.ts";
import type { Warning } from "./warning.ts";

/** What was counted over some weeks that end on a day, beside what was to be expected. */
export interface SeriesPoint {
  /** The last of its days. */
  readonly day: Day;
  readonly observed: number | null;
  readonly expected: number | null;
}

const weeksShown = 26;
/** Single weeks jump about; so many together are a line. */
const joined = 4;

/**
 * Gives what a rule that counts saw in the last half year, as it judged it: four weeks together (acquisition channels:
 * the quarter that they are judged by), the newest last. Null for rules that count nothing.
 */
export function seriesOf(history: History, { rule, subject }: Warning): readonly SeriesPoint[] | null {
  switch (rule) {
    case "mql-to-opportunity-drop": {
      const { weeks, standings } = watch(history, mqlToOpportunityWatched(history, "fall"));
      return joinedWeeks(weeks, standings);
    }
    case "opportunity-to-customer-drop": {
      const { weeks, standings } = watchClosings(history, winsWatched(history, "fall"));
      return joinedWeeks(weeks, standings);
    }
    case "cycle-time-longer": {
      const { weeks, standings } = watch(history, cycleWatched(history, "longer"));
      return joinedWeeks(weeks, standings);
    }
    case "stage-stuck": {
      const { weeks, standings } = watch(history, stageWatched(history, subject ?? ""));
      return joinedWeeks(weeks, standings);
    }
    case "channel-neglected":
    case "channel-not-attracting":
      return channelSeries(history, subject ?? "", rule === "channel-neglected");
    default:
      return null;
  }
}

interface Counted {
  readonly observed: number;
  readonly expected: number;
  readonly baseline: unknown;
}

function joinedWeeks(weeks: Weeks, standings: readonly Counted[]): readonly SeriesPoint[] {
  return lastWeeks(weeks).map((week) => {
    const together = standings.slice(Math.max(0, week - joined + 1), week + 1);
    const known = together.length === joined && together.every(({ baseline }) => baseline !== null);
    return {
      day: endOf(weeks, week) - 1,
      observed: known ? together.reduce((sum, { observed }) => sum + observed, 0) : null,
      expected: known ? together.reduce((sum, { expected }) => sum + expected, 0) : null,
    };
  });
}

function channelSeries(history: History, member: string, takenUp: boolean): readonly SeriesPoint[] {
  const { weeks, standingAt } = watchChannels(history);
  return lastWeeks(weeks).map((week) => {
    const { figures } = standingAt(member, week);
    const compared = takenUp ? (figures?.worked ?? figures?.converted) : figures?.volume;
    return {
      day: endOf(weeks, week) - 1,
      observed: compared?.observed ?? null,
      expected: compared?.expected ?? null,
    };
  });
}

function lastWeeks({ count }: Weeks): readonly number[] {
  const first = Math.max(0, count - weeksShown);
  return Array.from({ length: count - first }, (_, index) => first + index);
}
