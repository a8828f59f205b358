import { quantileOf } from "./quantiles.ts";

const week = 7;
const weeksKnown = 13;
const fewestWeeksKnown = 8;
/** Below this a low week may be chance. */
const fewestUsual = 40;
/** A week with more holidays says little. */
const fewestWorking = 5;
/** Holidays and seasons leave more than this of a week; an export that broke off half-way leaves less. */
const leftOver = 0.3;

/**
 * Gives daily counts in which a trickle counts as nothing: seven days with less than 30% of what was usual in the
 * thirteen weeks before (their median, at least 40). A source that delivers so little is only half loaded.
 */
export function withoutTrickles(
  activity: readonly number[],
  isQuiet: (day: number) => boolean,
): readonly number[] {
  const sums = activity.map((_, day) => sumOf(activity, day));
  const left = [...activity];
  for (let day = week * (fewestWeeksKnown + 1) - 1; day < activity.length; day++) {
    const before = Array.from({ length: weeksKnown }, (_, back) => day - week * (back + 1)).filter(
      (end) => end >= week - 1,
    );
    const usual =
      before.length < fewestWeeksKnown
        ? 0
        : (quantileOf(
            before.map((end) => sums[end] ?? 0),
            0.5,
          ) ?? 0);
    const working = daysOf(day).filter((each) => !isQuiet(each)).length;
    const isLow = (sums[day] ?? 0) < (leftOver * usual * working) / week;
    if (!isLow || usual < fewestUsual || working < fewestWorking) continue;
    for (const low of daysOf(day)) left[low] = 0;
  }
  return left;
}

function daysOf(end: number): readonly number[] {
  return Array.from({ length: week }, (_, back) => end - back);
}

function sumOf(activity: readonly number[], end: number): number {
  return daysOf(end).reduce((sum, day) => sum + (activity[day] ?? 0), 0);
}
