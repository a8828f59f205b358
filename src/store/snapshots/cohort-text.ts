import type { Day } from "../../funnel/calendar.ts";
import type { CohortDay } from "../../funnel/cells.ts";
import type { Period } from "../../funnel/period.ts";

/**
 * How the days of a week's cohorts travel: a text of numbers from 0, each written five bits a sign, the least first
 * (as in Google's "encoded polyline algorithm format"), so that most counts are one sign. For each day on which anybody
 * entered: its place in the week, the entries, how many ages follow, and the conversions at each age from 0; a 0 among
 * them is followed by how many more zeros follow it.
 */
export function cohortText(week: Day, days: readonly CohortDay[]): string {
  return days.map(({ day, entered, converted }) => dayText(day - week, entered, converted)).join("");
}

function dayText(place: number, entered: number, converted: ArrayLike<number>): string {
  let text = numberText(place) + numberText(entered) + numberText(converted.length);
  for (let age = 0; age < converted.length; age++) {
    const count = converted[age] ?? 0;
    text += numberText(count);
    if (count > 0) continue;
    let end = age + 1;
    while (end < converted.length && converted[end] === 0) end++;
    text += numberText(end - age - 1);
    age = end - 1;
  }
  return text;
}

const zeroSign = 63;
const endOfWeek = ";".charCodeAt(0);

function numberText(number: number): string {
  let text = "";
  let rest = number;
  for (; rest >= 32; rest = Math.floor(rest / 32)) {
    text += String.fromCharCode(32 + (rest % 32) + zeroSign);
  }
  return text + String.fromCharCode(rest + zeroSign);
}

/** Gives the days that lie in `[from, to)` of weeks' texts, each after its first day, `FIRST DAY:text;`, in their order. */
export function parseCohorts(text: string, { from, to }: Period): readonly CohortDay[] {
  const days: CohortDay[] = [];
  let at = 0;
  const number = () => {
    let value = 0;
    for (let unit = 1; ; unit *= 32) {
      const bits = text.charCodeAt(at++) - zeroSign;
      if (bits < 32) return value + bits * unit;
      value += (bits - 32) * unit;
    }
  };
  while (at < text.length) {
    const colon = text.indexOf(":", at);
    const week = Number(text.slice(at, colon));
    at = colon + 1;
    while (text.charCodeAt(at) !== endOfWeek) {
      const day = week + number();
      const entered = number();
      const ages = number();
      // Plain lists: hundreds of typed arrays of some dozen counts take longer to make than to fill.
      const converted: number[] = new Array(ages).fill(0);
      for (let age = 0; age < ages; age++) {
        const count = number();
        if (count === 0) age += number();
        else converted[age] = count;
      }
      if (day >= from && day < to) days.push({ day, entered, converted });
    }
    at++;
  }
  return days;
}
