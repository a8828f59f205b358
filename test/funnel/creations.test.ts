import { describe, expect, test } from "vitest";
import { bulkLoadsOf, type CreatedCell } from "../../src/funnel/creations.ts";

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
