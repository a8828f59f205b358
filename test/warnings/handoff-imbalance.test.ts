import { describe, expect, test } from "vitest";
import { incidentsOf } from "../../src/warnings/evaluate.ts";
import { handoffImbalance } from "../../src/warnings/handoff-imbalance.ts";
import { type Change, company, firstDay } from "../bench/warnings/company.ts";

const changeWeek = 110;
/** What the rule says of a company whose halves change, in the year after it. */
const said = (change: Change) =>
  incidentsOf(company({ seed: 7, mqlsPerWeek: 300, weeks: changeWeek + 45, change, changeWeek }), [
    handoffImbalance,
  ])
    .filter(({ openedOn }) => openedOn > firstDay + changeWeek * 7)
    .map(({ reason }) => reason);

describe("the two halves", () => {
  test("that move apart, more but worse leads going over, are pushed through", () => {
    const [reason] = said({ what: "handoff", first: 1.4, second: 0.65 });
    if (reason?.key !== "pushed-through") throw new Error(`said ${reason?.key}`);
    expect(reason.first).toBeGreaterThan(1.1);
    expect(reason.second).toBeLessThan(0.9);
    expect(reason.since).toBeGreaterThan(firstDay + (changeWeek - 13) * 7);
  });

  test("that move apart, fewer but better going over, are a raised gate and no failure of either", () => {
    const [reason] = said({ what: "handoff", first: 0.65, second: 1.5 });
    expect(reason).toMatchObject({ key: "gate-raised" });
  });

  test("that fall together, or of which the first falls alone, are no imbalance", () => {
    expect(said({ what: "handoff", first: 0.7, second: 0.7 })).toEqual([]);
    expect(said({ what: "mql-to-opportunity", by: 0.65 })).toEqual([]);
  });

  test("of which only the second falls are no imbalance, though the first did a little better by chance", () => {
    // This company's first half rose by 15% to 18% in the quarter in which its wins were missed.
    const history = company({
      ...{ seed: 307, mqlsPerWeek: 400, weeks: 204, changeWeek: 159 },
      change: { what: "opportunity-to-customer", by: 0.6 },
    });
    expect(incidentsOf(history, [handoffImbalance])).toEqual([]);
  });
});
