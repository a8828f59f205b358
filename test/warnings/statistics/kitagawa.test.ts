import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { splitRate } from "../../../src/warnings/statistics/kitagawa.ts";
import { splitPair } from "../../../src/warnings/statistics/pair-split.ts";

const half = fc.record({ cases: fc.nat({ max: 500 }), share: fc.double({ min: 0, max: 1, noNaN: true }) });
const groups = fc.array(fc.record({ before: half, now: half }), { minLength: 1, maxLength: 8 }).map((list) =>
  list.map(({ before, now }, index) => ({
    group: `channel ${index}`,
    casesBefore: before.cases,
    eventsBefore: before.cases * before.share,
    cases: now.cases,
    events: now.cases * now.share,
  })),
);

describe("the split of a rate's change", () => {
  it("sums exactly to the change, by group and as a whole", () => {
    fc.assert(
      fc.property(groups, (all) => {
        const split = splitRate(all);
        if (split === null) return;
        const change = split.now - split.before;
        const parts = split.groups.reduce((sum, { mix, rate }) => sum + mix + rate, 0);
        expect(split.mix + split.rate).toBeCloseTo(change, 10);
        expect(parts).toBeCloseTo(change, 10);
      }),
    );
  });

  it("is all mix when only the shares moved", () => {
    const split = splitRate([
      { group: "webinar", casesBefore: 100, eventsBefore: 30, cases: 50, events: 15 },
      { group: "partner", casesBefore: 100, eventsBefore: 10, cases: 150, events: 15 },
    ]);
    expect(split?.rate).toBeCloseTo(0, 12);
    expect(split?.mix).toBeCloseTo(0.15 - 0.2, 12);
  });

  it("is all rates when only the rates moved, and says whose", () => {
    const split = splitRate([
      { group: "webinar", casesBefore: 100, eventsBefore: 30, cases: 100, events: 12 },
      { group: "partner", casesBefore: 100, eventsBefore: 10, cases: 100, events: 10 },
    ]);
    expect(split?.mix).toBeCloseTo(0, 12);
    expect(split?.groups.map(({ rate }) => rate)).toEqual([expect.closeTo(-0.09, 12), expect.closeTo(0, 12)]);
  });

  it("counts a group that is new as mix", () => {
    const split = splitRate([
      { group: "webinar", casesBefore: 100, eventsBefore: 30, cases: 100, events: 30 },
      { group: "fair", casesBefore: 0, eventsBefore: 0, cases: 100, events: 10 },
    ]);
    expect(split?.rate).toBeCloseTo(0, 12);
    expect(split?.mix).toBeCloseTo(-0.1, 12);
  });
});

describe("the split of the pair's product", () => {
  it("sums exactly to the logarithm of the change", () => {
    const split = splitPair(0.7, 1.2);
    expect(split?.whole).toBeCloseTo(Math.log(0.84), 12);
    expect(split?.first).toBeCloseTo(Math.log(0.7), 12);
  });
});
