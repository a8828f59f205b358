import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { distributionOfList, durationsOf, medianInterval, percentile } from "../../src/kpis/percentiles.ts";

describe("percentiles", () => {
  test("interpolate linearly between the two nearest values", () => {
    const values = distributionOfList([10, 20, 30, 50]);
    expect(percentile(values, 0.5)).toBe(25);
    expect(percentile(values, 0.8)).toBeCloseTo(38, 12);
  });

  test("of nothing are null", () => {
    expect(percentile(distributionOfList([]), 0.5)).toBeNull();
  });

  test("agree with the sorted list, whatever the values", () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 30 }), { minLength: 1 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (list, fraction) => {
          const sorted = [...list].sort((a, b) => a - b);
          const place = fraction * (sorted.length - 1);
          const low = sorted[Math.floor(place)] ?? 0;
          const high = sorted[Math.ceil(place)] ?? 0;
          const expected = low + (high - low) * (place - Math.floor(place));
          expect(percentile(distributionOfList(list), fraction)).toBeCloseTo(expected, 9);
        },
      ),
    );
  });

  test("of durations count each exit of a cell", () => {
    const durations = durationsOf([
      { day: 1, entered: 3, events: [0, 5, 2, 0, 7, 1] },
      { day: 2, entered: 1, events: [0, 7, 1] },
    ]);
    expect(durations).toEqual({
      count: 4,
      values: [
        { value: 5, count: 2 },
        { value: 7, count: 2 },
      ],
    });
  });
});

describe("the interval of a median", () => {
  test("runs between order statistics: ranks 6 and 15 of 20", () => {
    const list = Array.from({ length: 20 }, (_, index) => index + 1);
    expect(medianInterval(distributionOfList(list))).toEqual({ low: 6, high: 15 });
  });

  test("keeps its coverage where the exact ranks give way to their approximation", () => {
    const ranks = (count: number) => {
      const { low } = medianInterval(
        distributionOfList(Array.from({ length: count }, (_, index) => index + 1)),
      );
      return low ?? 0;
    };
    expect(ranks(1001) - ranks(1000)).toBeLessThanOrEqual(1);
    expect(ranks(1001)).toBeGreaterThanOrEqual(ranks(1000));
  });

  test("is not given under six values", () => {
    expect(medianInterval(distributionOfList([1, 2, 3, 4, 5]))).toEqual({ low: null, high: null });
  });
});
