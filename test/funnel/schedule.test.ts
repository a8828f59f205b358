import fc from "fast-check";
import { Temporal } from "temporal-polyfill";
import { describe, expect, test } from "vitest";
import {
  type DayName,
  dayNames,
  formatInstant,
  formatMinute,
  nextRuns,
  parseMinute,
  type Schedule,
} from "../../src/funnel/schedule.ts";
import { independentRuns, zones } from "../support/independent-calendar.ts";

function runsBetween(schedule: Schedule, from: number, to: number) {
  const days = Math.ceil((to - from) / 86_400_000) + 2;
  return nextRuns(schedule, from, days).filter(({ at }) => at < to);
}

const instant = (text: string) => Temporal.Instant.from(text).epochMilliseconds;
const everyDay = [...dayNames];

describe("a schedule", () => {
  test.each(zones)("agrees with an independent calendar through a year in %s", (timeZone) => {
    for (const minute of [30, 125, 150, 540]) {
      const schedule = { days: everyDay, minute, timeZone };
      const [from, to] = [instant("2026-01-01T00:00:00Z"), instant("2027-01-01T00:00:00Z")];
      expect(runsBetween(schedule, from, to)).toEqual(independentRuns(schedule, from, to));
    }
  });

  test("agrees with it on any days, at any time, from any moment of half a century", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...zones),
        fc.subarray<DayName>(everyDay, { minLength: 1 }),
        fc.integer({ min: 0, max: 1439 }),
        fc.integer({ min: instant("1990-01-01T00:00:00Z"), max: instant("2040-01-01T00:00:00Z") }),
        (timeZone, days, minute, from) => {
          const schedule = { days, minute, timeZone };
          const to = from + 40 * 86_400_000;
          expect(runsBetween(schedule, from, to)).toEqual(independentRuns(schedule, from, to));
        },
      ),
      { numRuns: 80 },
    );
  });

  test("runs a skipped local time at the first moment after", () => {
    const schedule: Schedule = { days: ["sun"], minute: 3 * 60 + 30, timeZone: "Europe/Athens" };
    const runs = nextRuns(schedule, instant("2026-03-28T00:00:00Z"), 2);
    expect(runs.map(({ at, local }) => [formatInstant(at), local])).toEqual([
      ["2026-03-29T01:00:00Z", "2026-03-29T04:00"],
      ["2026-04-05T00:30:00Z", "2026-04-05T03:30"],
    ]);
  });

  test("runs a local time that occurs twice once, the first time", () => {
    const schedule: Schedule = { days: ["sun"], minute: 3 * 60 + 30, timeZone: "Europe/Athens" };
    const runs = nextRuns(schedule, instant("2026-10-24T00:00:00Z"), 2);
    expect(runs.map(({ at }) => formatInstant(at))).toEqual(["2026-10-25T00:30:00Z", "2026-11-01T01:30:00Z"]);
  });

  test("keeps its local time when the clocks change", () => {
    const schedule: Schedule = { days: ["mon"], minute: 540, timeZone: "Europe/Athens" };
    const runs = nextRuns(schedule, instant("2026-03-20T00:00:00Z"), 2);
    expect(runs.map(({ at }) => formatInstant(at))).toEqual(["2026-03-23T07:00:00Z", "2026-03-30T06:00:00Z"]);
  });

  test("gives a run at the very instant that is asked from", () => {
    const schedule: Schedule = { days: ["mon"], minute: 540, timeZone: "Europe/Athens" };
    const at = instant("2026-03-02T07:00:00Z");
    expect(nextRuns(schedule, at, 1)).toEqual([{ at, local: "2026-03-02T09:00" }]);
  });

  test("runs once where two of its days begin at the same moment, as when Samoa left out a Friday", () => {
    const schedule: Schedule = { days: ["fri", "sat"], minute: 0, timeZone: "Pacific/Apia" };
    const runs = nextRuns(schedule, instant("2011-12-29T12:00:00Z"), 2);
    expect(runs.map(({ local }) => local)).toEqual(["2011-12-31T00:00", "2012-01-06T00:00"]);
  });
});

test("times of day are read and written back, and nothing else is", () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 1439 }), (minute) => parseMinute(formatMinute(minute)) === minute),
  );
  expect(["9:00", "24:00", "09:60", "09:00:00", ""].map(parseMinute)).toEqual([null, null, null, null, null]);
});
