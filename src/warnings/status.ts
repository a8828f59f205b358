import type { KpiName } from "../funnel/readings.ts";
import { weeksOfHistory } from "./calendar-of-history.ts";
import { watchClosings } from "./closings-watch.ts";
import { type Watched, watch } from "./conversion-watch.ts";
import { cycleTimeLonger, cycleWatched } from "./cycle-time-longer.ts";
import type { History } from "./history.ts";
import { rules } from "./index.ts";
import { mqlToOpportunityWatched } from "./mql-to-opportunity-drop.ts";
import { fallOfWins, winsWatched } from "./opportunity-to-customer-drop.ts";
import type { RuleName } from "./rule-names.ts";
import type { Standing } from "./statistics/monitor.ts";

export const statusWords = [
  "steady",
  "falling",
  "rising",
  "unstable",
  /** Changed for the good where `rising` or `falling` would sound bad: a shorter cycle. */
  "better",
  "too-early",
  "not-enough-data",
] as const;
export type StatusWord = (typeof statusWords)[number];
export type Tone = "good" | "bad" | "neutral" | "unknown";

/** How a KPI is doing, judged by the same statistics as the warnings and never by the bare change. */
export interface Status {
  readonly word: StatusWord;
  readonly tone: Tone;
}

/** Gives the status of a KPI as of the history's day. */
export function statusOf(kpi: KpiName, history: History): Status {
  switch (kpi) {
    case "end-to-end": {
      const status = ofWatch(history, endToEndWatched(history, "fall"), endToEndWatched(history, "rise"));
      return isOpen("end-to-end-unstable", history) && status.tone !== "bad" ? unstable : status;
    }
    case "mql-to-opportunity":
      return ofWatch(
        history,
        mqlToOpportunityWatched(history, "fall"),
        mqlToOpportunityWatched(history, "rise"),
      );
    case "opportunity-to-customer":
      return ofStandings(
        fallOfWins(history).standings,
        watchClosings(history, winsWatched(history, "rise")).standings,
        history,
      );
    case "cycle-time": {
      const status = ofWatch(history, cycleWatched(history, "longer"), cycleWatched(history, "shorter"));
      if (status.word === "falling" || isOpen(cycleTimeLonger.name, history)) return longer;
      return status.word === "rising" ? better : status;
    }
    case "revenue-mix":
      return ofRule("revenue-concentrated", history);
    case "content-used":
      return ofRule("content-unused", history);
    case "revenue-per-account":
      return ofRule("revenue-per-account-drop", history);
  }
}

const steady: Status = { word: "steady", tone: "neutral" };
const falling: Status = { word: "falling", tone: "bad" };
const rising: Status = { word: "rising", tone: "good" };
const longer: Status = { word: "rising", tone: "bad" };
const better: Status = { word: "better", tone: "good" };
const unstable: Status = { word: "unstable", tone: "bad" };
const tooEarly: Status = { word: "too-early", tone: "unknown" };
const notEnough: Status = { word: "not-enough-data", tone: "unknown" };

/** More noise meets in the whole way than in one step of it: it is held to a little more. */
const endToEndThreshold = 3.5;

function endToEndWatched(history: History, change: "fall" | "rise"): Watched {
  return {
    measure: "lead-to-customer",
    limitDays: history.settings.windows.endToEnd,
    ending: "converted",
    ratio: change === "fall" ? 0.75 : 1.33,
    threshold: endToEndThreshold,
    kinds: ["leads", "opportunities"],
  };
}

function ofWatch(history: History, fall: Watched, rise: Watched): Status {
  return ofStandings(watch(history, fall).standings, watch(history, rise).standings, history);
}

/** Weeks to judge by, before which every baseline is too short. */
const fewestWeeks = 21;
/** Fewer expected events in four weeks tell nothing in any reasonable time. */
const fewestExpected = 2;

function ofStandings<Baseline>(
  falls: readonly Standing<Baseline>[],
  rises: readonly Standing<Baseline>[],
  history: History,
): Status {
  const last = falls.at(-1);
  if (!last || weeksOfHistory(history).count < fewestWeeks) return tooEarly;
  const expected = falls.slice(-4).reduce((sum, standing) => sum + standing.expected, 0);
  if (last.baseline === null || expected < fewestExpected) return notEnough;
  if (last.open) return falling;
  return rises.at(-1)?.open ? rising : steady;
}

function isOpen(name: RuleName, history: History): boolean {
  const rule = rules.find((one) => one.name === name);
  return rule?.episodes(history).some(({ closedOn }) => closedOn === null) ?? false;
}

function ofRule(name: RuleName, history: History): Status {
  if (weeksOfHistory(history).count < fewestWeeks) return tooEarly;
  return isOpen(name, history) ? falling : steady;
}
