import { describe, expect, test } from "vitest";
import { bulkLoadsOf, type CreatedCell, silencesOf } from "../../src/funnel/creations.ts";

const daily = (from: number, to: number, created: number): CreatedCell[] =>
  Array.from({ length: to - from }, (_, index) => ({
    source: "CRM",
    kind: "leads",
    day: from + index,
    created,
  }));

describe("a bulk load", () => {
  test("is a day with more than five times the median of the 90 days before, and at least 50", () => {
    const cells = [...daily(0, 60, 10), { source: "CRM", kind: "leads" as const, day: 60, created: 51 }];
    expect(bulkLoadsOf(cells)).toEqual([{ source: "CRM", kind: "leads", day: 60, created: 51, median: 10 }]);
  });

  test("is not a busy day of a small source", () => {
    expect(bulkLoadsOf([...daily(0, 60, 2), { source: "CRM", kind: "leads", day: 60, created: 49 }])).toEqual(
      [],
    );
  });

  test("is not seen in a source's first two weeks", () => {
    expect(
      bulkLoadsOf([...daily(0, 10, 1), { source: "CRM", kind: "leads", day: 10, created: 900 }]),
    ).toEqual([]);
  });
});

describe("a silence", () => {
  test("is longer than twice the longest gap, and than five days", () => {
    const [last] = silencesOf(daily(0, 60, 10), 66);
    expect(last).toEqual({ source: "CRM", kind: "leads", lastDay: 59, staleSince: 65 });
    expect(silencesOf(daily(0, 60, 10), 64)).toEqual([]);
  });

  test("counts the gaps that are usual for the source", () => {
    const weekly = daily(0, 140, 1).filter(({ day }) => day % 7 === 0 || day % 7 === 1);
    expect(silencesOf(weekly, 146)).toEqual([]);
    expect(silencesOf(weekly, 147)).toHaveLength(1);
  });

  test("is nothing unusual for a source that comes now and then", () => {
    expect(silencesOf([...daily(0, 3, 40), ...daily(30, 33, 40)], 300)).toEqual([]);
  });

  test("knows nothing dated at or after the as-of day", () => {
    expect(silencesOf([...daily(0, 60, 10), ...daily(90, 95, 10)], 80)).toHaveLength(1);
  });
});
