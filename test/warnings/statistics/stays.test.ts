import { expect, test } from "vitest";
import type { RiskTable } from "../../../src/warnings/statistics/risk-table.ts";
import { stayingLate } from "../../../src/warnings/statistics/stays.ts";

/** Ten enter each week; `leave` of them in the week after, the others after two weeks. */
function table(leave: number): RiskTable {
  const weeks = 10;
  const rows = Array.from({ length: weeks }, (_, week) => [
    [10, 0],
    [week >= 1 ? 10 : 0, week >= 1 ? leave : 0],
    [week >= 2 ? 10 - leave : 0, week >= 2 ? 10 - leave : 0],
  ]);
  const column = (index: 0 | 1) =>
    Float64Array.from(rows.flatMap((ages) => ages.map((age) => age[index] ?? 0)));
  return { weeks, ages: 3, atRisk: column(0), events: column(1) };
}

const usual = [0, 0.8, 1];

test("who stays at the usual pace is not late, and who stays beyond it is", () => {
  expect(stayingLate(table(8), 9, usual)).toBeCloseTo(0);
  expect(stayingLate(table(3), 9, usual)).toBeCloseTo(5);
  expect(stayingLate(table(10), 9, usual)).toBe(0);
});
