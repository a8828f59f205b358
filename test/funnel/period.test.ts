import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { dayOf, formatDay, parseDay } from "../../src/funnel/calendar.ts";
import { grains, periodAround, splitPeriod } from "../../src/funnel/period.ts";

const rules = { weekStart: 1, fiscalYearStart: 1 };
const range = (from: string, to: string) => ({ from: parseDay(from) ?? 0, to: parseDay(to) ?? 0 });
const written = (periods: readonly { from: number; to: number }[]) =>
  periods.map(({ from, to }) => `${formatDay(from)}..${formatDay(to)}`);

describe("splitting a range", () => {
  test("cuts the first and last period at the range's ends", () => {
    expect(written(splitPeriod(range("2026-01-15", "2026-03-10"), "month", rules))).toEqual([
      "2026-01-15..2026-02-01",
      "2026-02-01..2026-03-01",
      "2026-03-01..2026-03-10",
    ]);
  });

  test("covers every day once, in order, for every grain, week start and fiscal year", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: dayOf(2020, 1, 1), max: dayOf(2030, 1, 1) }),
        fc.integer({ min: 1, max: 800 }),
        fc.constantFrom(...grains),
        fc.integer({ min: 1, max: 7 }),
        fc.integer({ min: 1, max: 12 }),
        (from, length, grain, weekStart, fiscalYearStart) => {
          const to = from + length;
          let next = from;
          for (const period of splitPeriod({ from, to }, grain, { weekStart, fiscalYearStart })) {
            expect(period.from).toBe(next);
            expect(period.to).toBeGreaterThan(period.from);
            next = period.to;
          }
          expect(next).toBe(to);
        },
      ),
    );
  });
});

describe("the period around a day", () => {
  test("counts quarters from the fiscal year's first month", () => {
    const day = parseDay("2026-01-20") ?? 0;
    const quarter = periodAround(day, "quarter", { weekStart: 1, fiscalYearStart: 2 });
    expect(written([quarter])).toEqual(["2025-11-01..2026-02-01"]);
  });

  test("holds the day", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 40_000 }), fc.constantFrom(...grains), (day, grain) => {
        const { from, to } = periodAround(day, grain, rules);
        expect(from <= day && day < to).toBe(true);
      }),
    );
  });
});
