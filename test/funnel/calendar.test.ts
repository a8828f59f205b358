import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  civilDate,
  dayOf,
  dayOfIsoWeek,
  formatDay,
  isoWeek,
  localDay,
  parseDay,
  startOfWeek,
  weekday,
} from "../../src/funnel/calendar.ts";

const anyDay = fc.integer({ min: dayOf(1970, 1, 1), max: dayOf(2100, 1, 1) });

describe("days", () => {
  test("are read from ISO text and written back", () => {
    expect(parseDay("1970-01-02")).toBe(1);
    fc.assert(fc.property(anyDay, (day) => parseDay(formatDay(day)) === day));
  });

  test.each(["2026-02-29", "2026-13-01", "2026-1-1", "10/20/2016", "1e9", "", "2026-03-01T00:00"])(
    "are refused when they are no real ISO day: %s",
    (text) => {
      expect(parseDay(text)).toBeNull();
    },
  );

  test("know the leap day", () => {
    expect(civilDate((parseDay("2028-02-29") ?? 0) + 1)).toEqual({ year: 2028, month: 3, dayOfMonth: 1 });
  });
});

describe("weeks", () => {
  test("begin on the day that the workspace begins them", () => {
    const tuesday = parseDay("2026-11-24") ?? 0;
    expect(weekday(tuesday)).toBe(2);
    expect(formatDay(startOfWeek(tuesday))).toBe("2026-11-23");
    expect(formatDay(startOfWeek(tuesday, 7))).toBe("2026-11-22");
  });

  test("are numbered by ISO 8601, with week 53 where the year has one", () => {
    expect(isoWeek(parseDay("2026-12-31") ?? 0)).toEqual({ year: 2026, week: 53 });
    expect(isoWeek(parseDay("2027-01-03") ?? 0)).toEqual({ year: 2026, week: 53 });
    expect(isoWeek(parseDay("2027-01-04") ?? 0)).toEqual({ year: 2027, week: 1 });
    expect(isoWeek(parseDay("2024-12-30") ?? 0)).toEqual({ year: 2025, week: 1 });
  });

  test("are found by their number, and not where the year has no week 53", () => {
    expect(dayOfIsoWeek(2026, 53)).toBe(parseDay("2026-12-28"));
    expect(dayOfIsoWeek(2025, 53)).toBeNull();
    fc.assert(
      fc.property(anyDay, (day) => {
        const { year, week } = isoWeek(day);
        expect(dayOfIsoWeek(year, week)).toBe(startOfWeek(day));
      }),
    );
  });
});

describe("the local day of an instant", () => {
  test("turns at the local midnight, also on days of 23 and 25 hours", () => {
    const athens = (iso: string) => formatDay(localDay(Date.parse(iso), "Europe/Athens"));
    expect(athens("2026-03-28T21:59:59Z")).toBe("2026-03-28");
    expect(athens("2026-03-28T22:00:00Z")).toBe("2026-03-29");
    expect(athens("2026-03-29T20:59:59Z")).toBe("2026-03-29");
    expect(athens("2026-03-29T21:00:00Z")).toBe("2026-03-30");
    expect(athens("2026-10-25T21:59:59Z")).toBe("2026-10-25");
    expect(athens("2026-10-25T22:00:00Z")).toBe("2026-10-26");
  });

  test("never runs backwards and never jumps more than a day from hour to hour, in every IANA zone", () => {
    // Samoa left out 30 December 2011, and Kiribati, Tokelau did the like: the only jumps of two days.
    const hour = 3_600_000;
    const instants = fc.integer({ min: Date.UTC(2012, 0, 2) / hour, max: Date.UTC(2037, 0, 1) / hour });
    fc.assert(
      fc.property(fc.constantFrom(...Intl.supportedValuesOf("timeZone")), instants, (zone, at) => {
        const day = localDay(at * hour, zone);
        const next = localDay((at + 1) * hour, zone);
        expect(next - day === 0 || next - day === 1).toBe(true);
        expect(Math.abs(day * 24 - at)).toBeLessThanOrEqual(24 + 15);
      }),
      { numRuns: 2000 },
    );
  });
});
