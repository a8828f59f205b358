import { expect, test } from "vitest";
import { withoutTrickles } from "../../../src/warnings/statistics/trickles.ts";

const never = () => false;
const days = (count: number, perDay: number) => Array.from({ length: count }, () => perDay);

test("a week with less than 30% of the usual counts as nothing", () => {
  const activity = [...days(91, 20), ...days(7, 5)];
  expect(withoutTrickles(activity, never)).toEqual([...days(91, 20), ...days(7, 0)]);
});

test("a week with a third of the usual is a bad week", () => {
  const activity = [...days(91, 20), ...days(7, 7)];
  expect(withoutTrickles(activity, never)).toEqual(activity);
});

test("few facts, a young source and a week of holidays are left alone", () => {
  const few = [...days(91, 5), ...days(7, 1)];
  const young = [...days(49, 20), ...days(7, 1)];
  const holiday = [...days(91, 20), ...days(7, 1)];
  expect(withoutTrickles(few, never)).toEqual(few);
  expect(withoutTrickles(young, never)).toEqual(young);
  expect(withoutTrickles(holiday, (day) => day >= 94)).toEqual(holiday);
});
