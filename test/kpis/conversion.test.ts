import { describe, expect, test } from "vitest";
import { type Cell, eventKinds } from "../../src/funnel/cells.ts";
import { cohortConversion, cohortDays, paceConversion, periodConversion } from "../../src/kpis/conversion.ts";

const { converted, convertedAfterOut, out } = eventKinds;
const cell = (day: number, entered: number, ...events: number[]): Cell => ({ day, entered, events });

describe("a cohort", () => {
  // Ten enter on day 100: two convert at age 1, one at age 3, one at age 9 after it had gone out at age 2.
  const cells = [cell(100, 10, converted, 1, 2, converted, 3, 1, convertedAfterOut, 9, 1, out, 2, 1)];
  const period = { from: 100, to: 101 };

  test("is mature once every entry was observed through the window, and then exact", () => {
    expect(cohortConversion(cohortDays(cells), period, 110, 9)).toMatchObject({
      value: 0.4,
      numerator: 4,
      denominator: 10,
      mature: true,
    });
  });

  test("leaves out what came after the window", () => {
    expect(cohortConversion(cohortDays(cells), period, 120, 3)).toMatchObject({ value: 0.3, numerator: 3 });
  });

  test("knows nothing dated at or after the as-of day", () => {
    expect(cohortConversion(cohortDays(cells), period, 109, 8)).toMatchObject({ value: 0.3, mature: true });
  });

  test("has Wilson's interval when mature", () => {
    // Wilson (1927) for 4 of 10 at 95%: 0.1682 to 0.6873.
    const { low, high } = cohortConversion(cohortDays(cells), period, 110, 9);
    expect(low).toBeCloseTo(0.1682, 4);
    expect(high).toBeCloseTo(0.6873, 4);
  });

  test("is estimated by Kaplan–Meier while its youngest are not observed through the window", () => {
    // As of day 104, the ten of day 100 are seen through age 3, the ten of day 102 through age 1.
    const two = [cell(100, 10, converted, 1, 2, converted, 3, 1), cell(102, 10, converted, 0, 1)];
    const reading = cohortConversion(cohortDays(two), { from: 100, to: 103 }, 104, 3);
    // Age 0: 1 of 20; age 1: 2 of 19; age 2: 0 of 8; age 3: 1 of 8.
    const expected = 1 - (1 - 1 / 20) * (1 - 2 / 19) * (1 - 1 / 8);
    expect(reading).toMatchObject({ mature: false, numerator: 4, denominator: 20 });
    expect(reading.value).toBeCloseTo(expected, 12);
    const greenwood = (1 - expected) ** 2 * (1 / (20 * 19) + 2 / (19 * 17) + 1 / (8 * 7));
    expect(reading.high).toBeCloseTo(expected + 1.959963984540054 * Math.sqrt(greenwood), 12);
  });

  test("has no value while nobody was observed through the window, but says where it stands beside the baseline", () => {
    const baseline = cell(50, 10, converted, 1, 3, converted, 4, 2);
    const young = cell(100, 10, converted, 1, 1);
    const reading = cohortConversion(cohortDays([baseline, young]), { from: 100, to: 101 }, 103, 9);
    expect(reading).toMatchObject({
      value: null,
      mature: false,
      soFar: { age: 2 },
    });
    expect(reading.soFar?.value).toBeCloseTo(0.1, 12);
    expect(reading.soFar?.baseline).toBeCloseTo(0.3, 12);
  });

  test("of nobody has no value", () => {
    expect(cohortConversion([], period, 110, 9)).toMatchObject({ value: null, denominator: 0, mature: true });
  });
});

describe("the figure of a period", () => {
  test("divides who entered the next stage by who entered this one", () => {
    const entries = [cell(100, 8), cell(107, 50)];
    const exits = [cell(99, 5), cell(101, 2), cell(104, 1)];
    expect(periodConversion(entries, exits, { from: 100, to: 107 }, 200)).toMatchObject({
      value: 3 / 8,
      numerator: 3,
      denominator: 8,
    });
  });

  test("may pass 1, and has no interval then", () => {
    const reading = periodConversion([cell(100, 1)], [cell(100, 3)], { from: 100, to: 101 }, 200);
    expect(reading).toMatchObject({ value: 3, low: null, high: null });
  });
});

describe("the pace", () => {
  test("is a life table over the days of the period", () => {
    // One day, 102, and ages 0 to 2. Age 2: the ten of day 100, of whom three converted before; two convert now.
    // Age 1: the eight of day 101, one of whom goes out now. Age 0: the four of day 102, one converts.
    const cells = [
      cell(100, 10, converted, 0, 1, converted, 1, 2, converted, 2, 2),
      cell(101, 8, out, 1, 1),
      cell(102, 4, converted, 0, 1),
    ];
    const reading = paceConversion(cells, { from: 102, to: 103 }, 200, 2);
    const afterFirst = 1 - 1 / 4;
    const afterSecond = afterFirst * (1 - 1 / 8);
    expect(reading.value).toBeCloseTo(1 / 4 + (afterSecond * 2) / 7, 12);
    expect(reading).toMatchObject({ numerator: 3, denominator: 4 + 8 + 7 });
  });

  test("does not count a conversion after going out", () => {
    const cells = [cell(100, 4, convertedAfterOut, 2, 1, out, 1, 1), cell(101, 4), cell(102, 4)];
    expect(paceConversion(cells, { from: 100, to: 103 }, 200, 2)).toMatchObject({ value: 0, numerator: 0 });
  });

  test("has no value when more than a tenth of the ages have nobody at risk", () => {
    const cells = [cell(100, 50, converted, 0, 10)];
    expect(paceConversion(cells, { from: 100, to: 101 }, 200, 9).value).toBeNull();
  });

  test("has no value for a period that has not begun by the as-of day", () => {
    const cells = [cell(100, 50, converted, 0, 10)];
    expect(paceConversion(cells, { from: 110, to: 117 }, 105, 20)).toMatchObject({
      value: null,
      denominator: 0,
    });
  });

  test("equals the cohort's share when every week is alike", () => {
    const alike = Array.from({ length: 80 }, (_, index) =>
      cell(index, 20, converted, 3, 2, converted, 10, 3),
    );
    const reading = paceConversion(alike, { from: 50, to: 78 }, 80, 20);
    expect(reading.value).toBeCloseTo(0.25, 12);
    expect(reading.low ?? 0).toBeLessThan(0.25);
    expect(reading.high ?? 1).toBeGreaterThan(0.25);
  });
});
