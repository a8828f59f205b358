import { describe, expect, test } from "vitest";
import { evaluate } from "../../src/warnings/evaluate.ts";
import { handoffImbalance } from "../../src/warnings/handoff-imbalance.ts";
import type { Target } from "../../src/warnings/history.ts";
import type { Weeks } from "../../src/warnings/statistics/weeks.ts";
import { belowTarget } from "../../src/warnings/target-watch.ts";
import { fallingHistory } from "../support/falling-history.ts";
import { monday } from "../support/warnings.ts";

const weeks: Weeks = { first: 0, count: 12, quiet: new Array(12).fill(false) };
const history = (targets: readonly Target[]) => ({ ...fallingHistory(), targets });
const agreed: Target = { kpi: "mql-to-opportunity", value: 0.2 };
/** In which weeks the target counts as missed, when the KPI has these values, sure to a hundredth. */
const missedIn = (values: readonly (number | null)[], targets: readonly Target[] = [agreed]) =>
  belowTarget(history(targets), weeks, "mql-to-opportunity", (week) => {
    const value = values[week] ?? null;
    return value === null ? null : { value, low: value - 0.01, high: value + 0.01 };
  }).flatMap((standing, week) => (standing?.open ? [week] : []));

describe("a target", () => {
  test("is missed when the KPI is a tenth below it for three weeks running, and met again near it", () => {
    expect(missedIn([0.2, 0.15, 0.15, 0.15, 0.15, 0.19, 0.195, 0.2])).toEqual([3, 4, 5]);
  });

  test("is not missed by a bad week or two, nor by a little", () => {
    expect(missedIn([0.15, 0.15, 0.2, 0.15, 0.15, 0.19, 0.19, 0.19])).toEqual([]);
  });

  test("is not missed while chance explains it", () => {
    const unsure = belowTarget(history([agreed]), weeks, "mql-to-opportunity", () => ({
      value: 0.15,
      low: 0.1,
      high: 0.21,
    }));
    expect(unsure.some((standing) => standing?.open)).toBe(false);
  });

  test("holds on its days only, and of several the last that holds", () => {
    const low = new Array(12).fill(0.15);
    expect(missedIn(low, [{ ...agreed, from: 14, to: 56 }])).toEqual([4, 5, 6, 7]);
    expect(missedIn(low, [agreed, { ...agreed, value: 0.1, from: 35 }])).toEqual([2, 3, 4]);
  });

  test("of one acquisition channel says nothing of the whole", () => {
    expect(missedIn(new Array(12).fill(0.15), [{ ...agreed, acquisitionChannel: "Webinar" }])).toEqual([]);
  });

  test("stays as it was while nothing is measured", () => {
    expect(missedIn([0.15, 0.15, 0.15, null, null, 0.2])).toEqual([2, 3, 4]);
  });
});

describe("one half that misses its target while the other keeps its own", () => {
  const halves = (first: number, second: number): readonly Target[] => [
    { kpi: "mql-to-opportunity", value: first },
    { kpi: "opportunity-to-customer", value: second },
  ];
  const reasons = (targets: readonly Target[]) =>
    evaluate({ ...fallingHistory({ fallenFor: 20, asOf: monday }), targets }, [handoffImbalance]).map(
      ({ reason }) => reason,
    );

  test("is an imbalance that names it with both targets", () => {
    expect(reasons(halves(0.22, 0.2))).toMatchObject([
      { key: "half-fails-target", failing: "mql-to-opportunity", target: 0.22, otherTarget: 0.2 },
    ]);
  });

  test("is none when both miss, both keep, or only one has a target", () => {
    expect(reasons(halves(0.22, 0.9))).toEqual([]);
    expect(reasons(halves(0.05, 0.2))).toEqual([]);
    expect(reasons([{ kpi: "mql-to-opportunity", value: 0.22 }])).toEqual([]);
  });
});
