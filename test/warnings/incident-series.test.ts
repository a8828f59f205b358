import { describe, expect, test } from "vitest";
import { incidentsOf } from "../../src/warnings/evaluate.ts";
import { handoffImbalance } from "../../src/warnings/handoff-imbalance.ts";
import { kpiDrawn, seriesOf } from "../../src/warnings/incident-series.ts";
import { revenuePerAccountDrop } from "../../src/warnings/revenue-per-account-drop.ts";
import type { Rule } from "../../src/warnings/rule.ts";
import { type Change, company } from "../bench/warnings/company.ts";
import { warningOf } from "../support/warnings.ts";

const changeWeek = 110;

/** What the chart of a rule's incident ends with, after a change that the rule finds. */
function chartAfter(rule: Rule, change: Change) {
  const history = company({ seed: 7, mqlsPerWeek: 300, weeks: changeWeek + 40, change, changeWeek });
  const found = incidentsOf(history, [rule]).at(-1);
  if (!found) throw new Error(`${rule.name} found nothing`);
  const series = seriesOf(history, found);
  const last = series?.points.findLast(({ observed }) => observed !== null);
  return { unit: series?.unit, observed: last?.observed ?? 0, expected: last?.expected ?? 0, found };
}

describe("an incident's chart", () => {
  test("of more but worse leads counts the wins that stayed away", () => {
    const { unit, observed, expected } = chartAfter(handoffImbalance, {
      what: "handoff",
      first: 1.4,
      second: 0.65,
    });
    expect(unit).toBe("count");
    expect(observed).toBeLessThan(0.9 * expected);
  });

  test("of fewer but better leads counts the opportunities that stayed away", () => {
    const { unit, observed, expected } = chartAfter(handoffImbalance, {
      what: "handoff",
      first: 0.65,
      second: 1.5,
    });
    expect(unit).toBe("count");
    expect(observed).toBeLessThan(0.9 * expected);
  });

  test("of smaller contracts shows the typical first deal that the warning speaks of", () => {
    const { unit, observed, expected, found } = chartAfter(revenuePerAccountDrop, {
      what: "amounts",
      by: 0.6,
    });
    expect(unit).toBe("money");
    expect(observed / expected).toBeGreaterThan(0.5);
    expect(observed / expected).toBeLessThan(0.8);
    expect(expected).toBeCloseTo(found.evidence.baselineValue ?? 0, 0);
  });

  test("of a half that misses its target draws that half, and of a step that swings that step", () => {
    const missing = warningOf({
      rule: "handoff-imbalance",
      reason: {
        key: "half-fails-target",
        failing: "mql-to-opportunity",
        value: 0.15,
        target: 0.21,
        other: 0.26,
        otherTarget: 0.25,
      },
    });
    expect(kpiDrawn(missing)).toBe("mql-to-opportunity");
    expect(kpiDrawn(warningOf({ rule: "revenue-concentrated" }))).toBe("revenue-mix");
  });
});
