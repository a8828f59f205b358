import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Day, dayOf, formatDay, isoWeek, localDay, startOfWeek } from "../../src/funnel/calendar.ts";
import { periodAround, splitPeriod } from "../../src/funnel/period.ts";

/** Every zone that this Node.js knows, held against an independent reading of its clocks. */
const zones = Intl.supportedValuesOf("timeZone");
const hour = 3_600_000;

/** The wall clock in a zone as if it were UTC, by another formatter than the one under test. */
const clocks = new Map<string, Intl.DateTimeFormat>();
function wallClock(instant: number, timeZone: string): number {
  let clock = clocks.get(timeZone);
  if (!clock) {
    clock = new Intl.DateTimeFormat("sv-SE", { timeZone, dateStyle: "short", timeStyle: "medium" });
    clocks.set(timeZone, clock);
  }
  return Date.parse(`${clock.format(instant).replace(" ", "T")}Z`);
}

const clockChanges = new Map<string, readonly number[]>();

/** The instants of 2026 at which a zone's offset changes, to the second. */
function changesOf2026(timeZone: string): readonly number[] {
  const known = clockChanges.get(timeZone);
  if (known) return known;
  const offset = (instant: number) => wallClock(instant, timeZone) - instant;
  const found: number[] = [];
  const step = 7 * 24 * hour;
  for (let from = Date.UTC(2026, 0, 1); from < Date.UTC(2027, 0, 1); from += step) {
    if (offset(from) === offset(from + step)) continue;
    let low = from;
    let high = from + step;
    while (high - low > 1000) {
      const middle = Math.floor((low + high) / 2000) * 1000;
      if (offset(middle) === offset(low)) low = middle;
      else high = middle;
    }
    found.push(high);
  }
  clockChanges.set(timeZone, found);
  return found;
}

describe("the local day", () => {
  test("is the date on the wall, in every zone, at any time since 1970", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...zones),
        fc.integer({ min: 0, max: Date.UTC(2038, 0, 1) / 1000 }),
        (zone, second) => {
          const day = localDay(second * 1000, zone);
          expect(day).toBe(Math.floor(wallClock(second * 1000, zone) / (24 * hour)));
        },
      ),
      { numRuns: 1500 },
    );
  });

  test("is right a second before, at, and around both clock changes of every zone that has them", () => {
    let changes = 0;
    for (const zone of zones) {
      for (const change of changesOf2026(zone)) {
        changes++;
        for (const instant of [change - 1000, change, change + hour, change - hour]) {
          expect([zone, localDay(instant, zone)]).toEqual([
            zone,
            Math.floor(wallClock(instant, zone) / (24 * hour)),
          ]);
        }
      }
    }
    // Most of Europe and North America, parts of the south: both changes each.
    expect(changes).toBeGreaterThan(150);
  });

  test("lasts from midnight to midnight: each zone's days follow each other without a gap", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...zones),
        fc.integer({ min: dayOf(2012, 1, 2), max: dayOf(2037, 1, 1) }),
        (zone, day) => {
          const start = firstInstantOf(day, zone);
          const length = (firstInstantOf(day + 1, zone) - start) / hour;
          expect(localDay(start, zone)).toBe(day);
          expect(localDay(start - 1000, zone)).toBe(day - 1);
          // Lord Howe moves by half an hour; a change of offset by decree can be larger.
          expect(length).toBeGreaterThanOrEqual(20);
          expect(length).toBeLessThanOrEqual(28);
        },
      ),
      { numRuns: 200 },
    );
  });

  test("leaves out the day that Samoa left out, and week and month stay whole around it", () => {
    const apia = (iso: string) => formatDay(localDay(Date.parse(iso), "Pacific/Apia"));
    expect(apia("2011-12-30T09:59:59Z")).toBe("2011-12-29");
    expect(apia("2011-12-30T10:00:00Z")).toBe("2011-12-31");
    const skipped = dayOf(2011, 12, 30);
    const { from, to } = periodAround(skipped, "week", { weekStart: 1, fiscalYearStart: 1 });
    expect([formatDay(from), formatDay(to)]).toEqual(["2011-12-26", "2012-01-02"]);
  });

  test("is one day everywhere for what happened on a calendar day alone, and may be two apart for an instant", () => {
    const instant = Date.parse("2026-03-01T10:30:00Z");
    const days = new Set(zones.map((zone) => localDay(instant, zone)));
    expect([...days].sort()).toEqual([dayOf(2026, 2, 28), dayOf(2026, 3, 1), dayOf(2026, 3, 2)]);
  });
});

/** The first second of a local day, found by halving. */
function firstInstantOf(day: Day, zone: string): number {
  let before = day * 24 * hour - 30 * hour;
  let after = day * 24 * hour + 30 * hour;
  while (after - before > 1000) {
    const middle = Math.floor((before + after) / 2000) * 1000;
    if (localDay(middle, zone) < day) before = middle;
    else after = middle;
  }
  return after;
}

describe("weeks and fiscal years", () => {
  const anyDay = fc.integer({ min: dayOf(1970, 1, 5), max: dayOf(2150, 1, 1) });

  test("years have 52 or 53 ISO weeks, 53 just when they begin or end on a Thursday", () => {
    for (let year = 1970; year < 2150; year++) {
      const last = isoWeek(dayOf(year, 12, 28)).week;
      const thursday = [dayOf(year, 1, 1), dayOf(year, 12, 31)].some((day) => startOfWeek(day) + 3 === day);
      expect([year, last]).toEqual([year, thursday ? 53 : 52]);
    }
  });

  test("a week has seven days whatever day it begins on, and one day begins it", () => {
    fc.assert(
      fc.property(anyDay, fc.integer({ min: 1, max: 7 }), (day, weekStart) => {
        const { from, to } = periodAround(day, "week", { weekStart, fiscalYearStart: 1 });
        expect(to - from).toBe(7);
        for (let inside = from; inside < to; inside++) expect(startOfWeek(inside, weekStart)).toBe(from);
      }),
    );
  });

  test("a fiscal year has four quarters of three whole months that begin in its first month", () => {
    fc.assert(
      fc.property(anyDay, fc.integer({ min: 1, max: 12 }), (day, fiscalYearStart) => {
        const rules = { weekStart: 1, fiscalYearStart };
        const year = new Date(day * 24 * hour).getUTCFullYear();
        const range = { from: dayOf(year, fiscalYearStart, 1), to: dayOf(year + 1, fiscalYearStart, 1) };
        const quarters = splitPeriod(range, "quarter", rules);
        expect(quarters).toHaveLength(4);
        for (const quarter of quarters) {
          const months = splitPeriod(quarter, "month", rules);
          expect(months).toHaveLength(3);
          expect(periodAround(quarter.from, "quarter", rules)).toEqual(quarter);
        }
      }),
    );
  });
});
