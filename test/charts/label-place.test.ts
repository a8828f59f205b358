import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { placeAnnotations } from "../../src/charts/annotations.ts";
import { boxOf, overlap, spread } from "../../src/charts/label-place.ts";

describe("labels beside lines that end close to each other", () => {
  test("stay where they are when they have room", () => {
    expect(spread([10, 80], 20)).toEqual([10, 80]);
  });
  test("move apart evenly", () => {
    expect(spread([50, 50], 20)).toEqual([40, 60]);
  });
  test("are never closer than the gap, and keep their order", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 300 }), { maxLength: 6 }), (wanted) => {
        const placed = spread(wanted, 20);
        const order = wanted
          .map((_, index) => index)
          .sort((a, b) => (wanted[a] ?? 0) - (wanted[b] ?? 0) || a - b);
        for (const [index, one] of order.entries()) {
          const next = order[index + 1];
          if (next === undefined) continue;
          expect((placed[next] ?? 0) - (placed[one] ?? 0)).toBeGreaterThanOrEqual(20 - 1e-9);
        }
      }),
    );
  });
});

describe("annotations", () => {
  const days = { from: 0, to: 180, start: 40, end: 540 };
  const names = ["Price change", "Trade fair in Thessaloniki", "x".repeat(200), "Νέο σεμινάριο"];
  const some = fc.array(
    fc.record({ day: fc.integer({ min: 0, max: 180 }), text: fc.constantFrom(...names) }),
    { maxLength: 9 },
  );

  test("never cover each other's words or lines", () => {
    fc.assert(
      fc.property(some, (annotations) => {
        const { words, rules } = placeAnnotations(annotations, days, 592).draw(60, 200);
        const boxes = words.map(boxOf);
        for (const [index, box] of boxes.entries()) {
          expect(box.x).toBeGreaterThanOrEqual(0);
          expect(box.x2).toBeLessThanOrEqual(592);
          for (const other of boxes.slice(index + 1)) expect(overlap(box, other)).toBe(0);
          const crossing = rules.filter(({ x, y }) => x > box.x && x < box.x2 && y < box.y2);
          expect(crossing).toEqual([]);
        }
      }),
    );
  });
  test("keep their dotted line when there is no room for their word", () => {
    const crowd = Array.from({ length: 9 }, (_, index) => ({
      day: 90 + index,
      text: "Something that happened",
    }));
    const { words, rules } = placeAnnotations(crowd, days, 592).draw(60, 200);
    expect(rules).toHaveLength(9);
    expect(words.length).toBeGreaterThan(0);
    expect(words.length).toBeLessThan(9);
  });
  test("outside the days shown are not drawn", () => {
    expect(placeAnnotations([{ day: 900, text: "later" }], days, 592).draw(60, 200)).toEqual({
      words: [],
      rules: [],
    });
  });
});
