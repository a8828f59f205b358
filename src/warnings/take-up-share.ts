import { cellsOf } from "../funnel/cells.ts";
import { weeksOfHistory } from "./calendar-of-history.ts";
import type { Spans } from "./channel-watch.ts";
import type { History } from "./history.ts";
import { hazards, riskTable, shareOf } from "./statistics/risk-table.ts";

/** Shares of an acquisition channel's MQLs, now and in the weeks before. */
export interface ShareChange {
  readonly before: number;
  readonly now: number;
}

/**
 * Gives a reader of the share of an acquisition channel's MQLs that sales takes up within its window (where nobody
 * records touches: that become opportunities), at the pace of the weeks: a life table, so never more than all of them.
 */
export function takeUpShares(history: History, member: string): (spans: Spans) => ShareChange {
  const { windows } = history.settings;
  const snapshot = history.acquisitionChannels.find(
    ({ slice }) => slice.dimension !== "total" && slice.member === member,
  );
  const table = riskTable(
    snapshot ? cellsOf(snapshot, history.hasTouches ? "mql-to-worked" : "mql-to-opportunity") : [],
    weeksOfHistory(history),
    {
      limitDays: history.hasTouches ? windows.mqlToWorked : windows.mqlToOpportunity,
      ending: "converted",
    },
  );
  return ({ before, now }) => ({
    before: shareOf(hazards(table, before)),
    now: shareOf(hazards(table, now)),
  });
}
