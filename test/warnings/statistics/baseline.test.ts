import { describe, expect, test } from "vitest";
import { baselineWeeks, dispersion } from "../../../src/warnings/statistics/baseline.ts";

describe("the baseline of a week", () => {
  test("is the year that ends eight weeks before it", () => {
    const weeks = baselineWeeks(200, () => true);
    expect(weeks).toHaveLength(52);
    expect(weeks?.at(-1)).toBe(192);
  });

  test("reaches back further where a year holds few events, but not forever", () => {
    expect(
      baselineWeeks(
        200,
        () => true,
        () => 12,
      ),
    ).toHaveLength(67);
    expect(
      baselineWeeks(
        200,
        () => true,
        () => 1,
      ),
    ).toHaveLength(78);
  });
});

describe("how much weeks vary beyond chance", () => {
  const weeks = (count: number, far: number) =>
    Array.from({ length: count }, (_, week) => ({
      observed: 20 + (week % 2 === 0 ? far : -far),
      expected: 20,
      variance: 20,
    }));

  test("lies between what is usual and what the weeks show, the nearer to them the more they are", () => {
    const wild = Math.sqrt(20 * 4);
    expect(dispersion(weeks(5, wild), 0.04)).toBeCloseTo((5 * 4 + 25 * 1.8) / 30);
    expect(dispersion(weeks(50, wild), 0.04)).toBeCloseTo((50 * 4 + 25 * 1.8) / 75);
    expect(dispersion(weeks(50, 0), 0)).toBe(1);
  });
});
