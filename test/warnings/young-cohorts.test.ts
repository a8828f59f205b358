import { describe, expect, it } from "vitest";
import { cellsOf, type Snapshot } from "../../src/funnel/cells.ts";
import { evaluate, incidentsOf } from "../../src/warnings/evaluate.ts";
import type { History } from "../../src/warnings/history.ts";
import { company, firstDay } from "../bench/warnings/company.ts";

/** What a database holds for a look at an earlier day: entries before it, with events of later days still in them. */
function asOf(history: History, day: number): History {
  const before = <C extends { readonly day: number }>(cells: readonly C[]) =>
    cells.filter((cell) => cell.day < day);
  const cut = (snapshot: Snapshot): Snapshot => ({
    ...snapshot,
    cells: new Map([...snapshot.cells].map(([measure, cells]) => [measure, before(cells)])),
    revenue: before(snapshot.revenue),
    accountWins: before(snapshot.accountWins),
    contentDays: before(snapshot.contentDays),
  });
  return {
    ...history,
    asOf: day,
    total: cut(history.total),
    acquisitionChannels: history.acquisitionChannels.map(cut),
  };
}

describe("young cohorts", () => {
  it("raise nothing on any day of a steady year", { timeout: 120_000 }, () => {
    const history = company({ seed: 3, mqlsPerWeek: 60, weeks: 56, rho: 0, mqlsOnly: true });
    for (let day = firstDay + 7; day <= history.asOf; day++) {
      expect(evaluate(asOf(history, day)).map(({ rule }) => rule)).toEqual([]);
    }
  });

  it("raise nothing in any week of a steady year, whatever else is watched", () => {
    const history = company({ seed: 3, mqlsPerWeek: 60, weeks: 56, rho: 0 });
    for (let day = firstDay + 7; day <= history.asOf; day += 7) {
      expect(evaluate(asOf(history, day)).map(({ rule }) => rule)).toEqual([]);
    }
  });

  it("raise nothing when volume triples, though most of it had no time to convert", () => {
    const history = company({ seed: 5, mqlsPerWeek: 60, weeks: 60, mqlsOnly: true });
    const surge = company({ seed: 6, mqlsPerWeek: 120, weeks: 60, mqlsOnly: true });
    const from = firstDay + 54 * 7;
    const entries = cellsOf(surge.total, "mql-to-opportunity").filter(({ day }) => day >= from);
    const both = [...cellsOf(history.total, "mql-to-opportunity"), ...entries].sort((a, b) => a.day - b.day);
    const total = { ...history.total, cells: new Map([["mql-to-opportunity", both] as const]) };
    const grown: History = { ...history, total, acquisitionChannels: [] };
    const converted = (cells: readonly { readonly day: number; readonly entered: number }[]) =>
      cells.filter(({ day }) => day >= from).reduce((sum, { entered }) => sum + entered, 0);
    expect(converted(both)).toBeGreaterThan(2.5 * converted(cellsOf(history.total, "mql-to-opportunity")));
    expect(evaluate(grown)).toEqual([]);
  });
});

describe("what was decided on a day", () => {
  const change = { what: "mql-to-opportunity", by: 0.6 } as const;
  const history = company({ seed: 11, mqlsPerWeek: 120, weeks: 120, change, changeWeek: 90 });

  it("is the same however late one looks", () => {
    const late = incidentsOf(history);
    expect(late.map(({ rule }) => rule)).toContain("mql-to-opportunity-drop");
    for (const week of [70, 92, 96, 100, 110]) {
      const day = firstDay + week * 7;
      const known = late
        .filter(({ openedOn }) => openedOn <= day)
        .map(({ closedOn, ...incident }) => ({
          ...incident,
          closedOn: closedOn !== null && closedOn <= day ? closedOn : null,
        }));
      expect(incidentsOf(asOf(history, day))).toEqual(known);
    }
  });

  it("is what the live evaluation opens", () => {
    const opened = incidentsOf(history).find(({ rule }) => rule === "mql-to-opportunity-drop")?.openedOn ?? 0;
    const open = (day: number) => evaluate(asOf(history, day)).map(({ rule }) => rule);
    expect(open(opened)).toContain("mql-to-opportunity-drop");
    expect(open(opened - 1)).not.toContain("mql-to-opportunity-drop");
  });
});
