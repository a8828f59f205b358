import { expect, test } from "vitest";
import { isDisturbed, isUnsettled } from "../../../src/warnings/statistics/weeks.ts";

test("a quiet week disturbs the two after it, and is settled in the second", () => {
  const weeks = { first: 0, count: 8, quiet: [false, false, true, false, false, false, false, false] };
  const all = Array.from({ length: 8 }, (_, week) => week);
  expect(all.filter((week) => isDisturbed(weeks, week))).toEqual([2, 3, 4]);
  expect(all.filter((week) => isUnsettled(weeks, week))).toEqual([2, 3]);
});
