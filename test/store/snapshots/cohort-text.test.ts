import fc from "fast-check";
import { expect, test } from "vitest";
import type { CohortDay } from "../../../src/funnel/cells.ts";
import { cohortText, parseCohorts } from "../../../src/store/snapshots/cohort-text.ts";

const week = 20_002;
const always = { from: 0, to: 30_000 };

const counts = fc.array(fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 40 }), fc.maxSafeNat()), {
  maxLength: 200,
});
const days = fc.uniqueArray(fc.record({ place: fc.integer({ min: 0, max: 6 }), entered: fc.nat(), counts }), {
  selector: ({ place }) => place,
});

test("a week's cohorts are read as they were written, in one text with others", () => {
  fc.assert(
    fc.property(days, days, (one, other) => {
      const cohorts = (first: number, of: typeof one): CohortDay[] =>
        of.map(({ place, entered, counts }) => ({
          day: first + place,
          entered,
          converted: counts.map((count) => count % 2 ** 32),
        }));
      const [weekOne, weekTwo] = [cohorts(week, one), cohorts(week + 7, other)];
      const text = `${week}:${cohortText(week, weekOne)};${week + 7}:${cohortText(week + 7, weekTwo)};`;
      const read = parseCohorts(text, always).map((day) => ({ ...day, converted: [...toArray(day)] }));
      expect(read).toEqual([...weekOne, ...weekTwo]);
    }),
  );
});

test("only the days asked for are read out of a week", () => {
  const text = cohortText(week, [
    { day: week, entered: 4, converted: [1] },
    { day: week + 1, entered: 5, converted: [] },
    { day: week + 6, entered: 6, converted: [0, 0, 0, 700] },
  ]);
  const read = parseCohorts(`${week}:${text};`, { from: week + 1, to: week + 6 });
  expect(read.map(({ day, entered }) => [day, entered])).toEqual([[week + 1, 5]]);
});

test("a quiet half year is a few signs", () => {
  const converted = [...Array.from({ length: 180 }, () => 0), 1];
  expect(cohortText(week, [{ day: week, entered: 9, converted }])).toHaveLength(8);
});

const toArray = ({ converted }: CohortDay) => Array.from(converted);
