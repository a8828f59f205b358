import { describe, expect, test } from "vitest";
import { type ChangeDetector, changeMonitor } from "../../../src/warnings/statistics/change-monitor.ts";

const rules = { threshold: 3, idle: () => false };
/** Whoever entered in `since` or later brings the evidence; those before it bring as much against it. */
const changedSince = (since: number): ChangeDetector<string> => ({
  baselineBefore: (week) => (week >= 20 ? `before ${week}` : null),
  score: (week, _, enteredFrom) => ({
    observed: 1,
    expected: 1,
    score: week < since || enteredFrom === null ? -0.5 : enteredFrom >= since ? 0.6 : 0.1,
  }),
});
const opensIn = (standings: readonly { readonly open: boolean }[]) => standings.findIndex(({ open }) => open);

describe("a change that hits new entries", () => {
  const standings = changeMonitor(60, changedSince(40), rules);

  test("is found though everyone in flight together shows none, and is dated", () => {
    const opened = opensIn(standings);
    expect(opened).toBe(45);
    expect(standings[opened]).toMatchObject({ onset: 40, enteredFrom: 40 });
  });

  test("that all who entered for long before show too is dated by when they began to show it", () => {
    const late: ChangeDetector<string> = {
      baselineBefore: (week) => (week === 30 ? "usual" : null),
      score: (week) => ({ observed: 1, expected: 1, score: week < 40 ? -0.1 : 0.8 }),
    };
    const standings = changeMonitor(60, late, rules);
    expect(standings[opensIn(standings)]).toMatchObject({ onset: 40, enteredFrom: 30 });
  });

  test("is judged by the weeks before it, also long after", () => {
    expect(standings.at(-1)).toMatchObject({ open: true, baseline: "before 40" });
  });

  test("is not seen before it is there, nor where there is no baseline", () => {
    expect(standings.slice(0, 40).every(({ open, statistic }) => !open && statistic === 0)).toBe(true);
    expect(opensIn(changeMonitor(20, changedSince(5), rules))).toBe(-1);
  });
});

describe("a change of everyone in flight", () => {
  const everyone = (from: number, to: number): ChangeDetector<string> => ({
    baselineBefore: (week) => (week >= 20 ? "usual" : null),
    score: (week, _, enteredFrom) => ({
      observed: 1,
      expected: 1,
      score: enteredFrom !== null ? 0 : week >= from && week < to ? 5 : -1,
    }),
  });

  test("takes no fewer than three bad weeks, however bad they are", () => {
    expect(opensIn(changeMonitor(60, everyone(40, 42), rules))).toBe(-1);
    expect(opensIn(changeMonitor(60, everyone(40, 60), rules))).toBe(43);
  });

  test("closes once as much speaks against it", () => {
    const standings = changeMonitor(60, everyone(40, 46), rules);
    expect(standings[46]?.open).toBe(true);
    expect(standings.at(-1)?.open).toBe(false);
  });

  test("waits in weeks that prove nothing", () => {
    const standings = changeMonitor(60, everyone(40, 60), { ...rules, idle: (week) => week === 41 });
    expect(opensIn(standings)).toBe(44);
  });

  test("judges a holiday together with the weeks that make up for it", () => {
    const scores = new Map([
      [40, 6],
      [41, -2],
      [42, -4],
    ]);
    const holiday: ChangeDetector<string> = {
      baselineBefore: (week) => (week >= 20 ? "usual" : null),
      score: (week, _, enteredFrom) => ({
        observed: 1,
        expected: 1,
        score: enteredFrom === null ? -1 : (scores.get(week) ?? 0),
      }),
    };
    const highest = (joined: (week: number) => boolean) =>
      Math.max(...changeMonitor(60, holiday, { ...rules, joined }).map(({ statistic }) => statistic));
    expect(highest(() => false)).toBeGreaterThan(1);
    expect(highest((week) => week === 40 || week === 41)).toBe(0);
  });
});
