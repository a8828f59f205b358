import { civilDate, type Day, dayOf, dayOfIsoWeek, isoWeek, parseDay } from "../funnel/calendar.ts";
import { type CalendarRules, type Grain, type Period, periodAround } from "../funnel/period.ts";

/** What a text says about time. Nothing is guessed: what does not fit whole is unknown. */
export type PeriodText =
  | { readonly kind: "period"; readonly period: Period }
  /** It begins today or later: nothing is known of it yet. */
  | { readonly kind: "not-begun" }
  | { readonly kind: "unknown" };

const monthNames = [
  "january",
  "february",
  "march",
  "april",
  "may",
  "june",
  "july",
  "august",
  "september",
  "october",
  "november",
  "december",
];

const grainWords = new Map<string, Exclude<Grain, "none"> | "year">([
  ["week", "week"],
  ["weeks", "week"],
  ["month", "month"],
  ["months", "month"],
  ["quarter", "quarter"],
  ["quarters", "quarter"],
  ["year", "year"],
  ["years", "year"],
]);

const mostDays = 3660;

/**
 * Reads a period from `plainWords`, looking from the start of `today`: `last 90 days`, `last 4 weeks` (whole ones),
 * `q3`, `q3 2026`, `2026-w40`, `week 40`, `september`, `last month`, `this quarter` (its days so far), `yesterday`,
 * `2026-09-01`, `2026-09-01..2026-10-01` (half-open), `since may`, `july to september`. A name without a year is the
 * newest one that has begun; a quarter belongs to the fiscal year named after the year in which it ends.
 */
export function parsePeriod(words: readonly string[], today: Day, rules: CalendarRules): PeriodText {
  const period = words.length === 0 ? null : (spanned(words, today, rules) ?? named(words, today, rules));
  if (period === null || period.from >= period.to) return { kind: "unknown" };
  if (period.from >= today) return { kind: "not-begun" };
  return period.to - period.from > mostDays ? { kind: "unknown" } : { kind: "period", period };
}

/** Reads a day that one can look from: `2026-09-01`, `yesterday`, `today`, `1 september 2026`; null when it is none. */
export function parseAsOf(words: readonly string[], today: Day): Day | null {
  const [first, second, third] = words;
  if (words.length === 1 && first === "today") return today;
  if (words.length === 1 && first === "yesterday") return today - 1;
  if (words.length === 1 && first) return parseDay(first);
  if (words.length > 3) return null;
  const [dayText, month] = [first, second].some((word) => monthOf(word) && !monthOf(first))
    ? [first, monthOf(second)]
    : [second, monthOf(first)];
  const dayOfMonth = numberOf(dayText, 1, 31);
  if (!month || dayOfMonth === null) return null;
  const year = third === undefined ? null : yearOf(third);
  if (third !== undefined && year === null) return null;
  const at = (ofYear: number): Day | null =>
    civilDate(dayOf(ofYear, month, dayOfMonth)).month === month ? dayOf(ofYear, month, dayOfMonth) : null;
  if (year !== null) return at(year);
  const thisYear = civilDate(today).year;
  const day = at(thisYear);
  return day !== null && day <= today ? day : at(thisYear - 1);
}

/** Periods that are made of others: `since A`, `A to B`, `A..B`. */
function spanned(words: readonly string[], today: Day, rules: CalendarRules): Period | null {
  const [first, ...rest] = words;
  const joint = words.lastIndexOf("to");
  if (joint > 0) {
    const from = named(words.slice(first === "since" || first === "from" ? 1 : 0, joint), today, rules);
    const to = named(words.slice(joint + 1), today, rules);
    return from && to ? { from: from.from, to: to.to } : null;
  }
  if (first === "since" || first === "from") {
    const start = named(rest, today, rules);
    return start ? { from: start.from, to: Math.max(today, start.from + 1) } : null;
  }
  const [left, right, more] = first?.split("..") ?? [];
  if (words.length !== 1 || !left || !right || more !== undefined) return null;
  const [from, to] = [parseDay(left), parseDay(right)];
  return from !== null && to !== null ? { from, to } : null;
}

function named(words: readonly string[], today: Day, rules: CalendarRules): Period | null {
  const [first, second, third] = words;
  if (first === undefined || words.length > 3) return null;
  if (words.length === 1) {
    return (
      single(first, today, rules) ?? bounded(monthOf(first), (year, month) => monthPeriod(year, month), today)
    );
  }
  if (words.length === 3) {
    return first === "last" || first === "past" ? lastSome(second, third, today, rules) : null;
  }
  if (first === "last" || first === "previous" || first === "past")
    return lastSome("1", second, today, rules);
  if (first === "this" || first === "current") return current(second, today, rules);
  if (first === "week") return bounded(numberOf(second, 1, 53), weekPeriod, today);
  const year = yearOf(second);
  const [quarter, month, week] = [quarterOf(first), monthOf(first), weekOf(first)];
  if (year === null) return null;
  if (quarter) return quarterPeriod(year, quarter, rules);
  if (month) return monthPeriod(year, month);
  return week ? weekPeriod(year, week) : null;
}

function single(word: string, today: Day, rules: CalendarRules): Period | null {
  if (word === "yesterday") return { from: today - 1, to: today };
  if (word === "today") return { from: today, to: today + 1 };
  const day = parseDay(word);
  if (day !== null) return { from: day, to: day + 1 };
  const weekText = /^(\d{4})-?w(\d{1,2})$/.exec(word);
  if (weekText) return weekPeriod(Number(weekText[1]), Number(weekText[2]));
  const monthText = /^(\d{4})-(\d{2})$/.exec(word);
  if (monthText) return monthPeriod(Number(monthText[1]), Number(monthText[2]));
  const quarterText = /^(\d{4})-?q([1-4])$/.exec(word);
  if (quarterText) return quarterPeriod(Number(quarterText[1]), Number(quarterText[2]), rules);
  const year = yearOf(word);
  if (year !== null) return { from: dayOf(year, 1, 1), to: dayOf(year + 1, 1, 1) };
  return (
    bounded(quarterOf(word), (ofYear, quarter) => quarterPeriod(ofYear, quarter, rules), today) ??
    bounded(weekOf(word), weekPeriod, today)
  );
}

/** The newest one of that number which has begun. */
function bounded(
  number: number | null,
  periodOf: (year: number, number: number) => Period | null,
  today: Day,
): Period | null {
  if (number === null) return null;
  const { year } = civilDate(today);
  for (const candidate of [year + 1, year, year - 1, year - 2, year - 3, year - 4, year - 5, year - 6]) {
    const period = periodOf(candidate, number);
    if (period && period.from < today) return period;
  }
  return null;
}

/** `last 90 days` ends today; weeks, months, quarters and years are whole ones, since an unfinished one looks like a fall. */
function lastSome(
  countText: string | undefined,
  unit: string | undefined,
  today: Day,
  rules: CalendarRules,
): Period | null {
  const count = numberOf(countText, 1, mostDays);
  if (count === null || unit === undefined) return null;
  if (unit === "day" || unit === "days") return { from: today - count, to: today };
  const grain = grainWords.get(unit);
  if (!grain || count > 520) return null;
  let from = around(today, grain, rules).from;
  const to = from;
  for (let index = 0; index < count; index += 1) from = around(from - 1, grain, rules).from;
  return { from, to };
}

/** The days so far of the period that holds yesterday, or the whole of one that begins today. */
function current(unit: string | undefined, today: Day, rules: CalendarRules): Period | null {
  const grain = grainWords.get(unit ?? "");
  if (!grain) return null;
  const whole = around(today, grain, rules);
  return whole.from < today ? { from: whole.from, to: today } : whole;
}

function around(day: Day, grain: Exclude<Grain, "none"> | "year", rules: CalendarRules): Period {
  if (grain !== "year") return periodAround(day, grain, rules);
  const { year } = civilDate(day);
  return { from: dayOf(year, 1, 1), to: dayOf(year + 1, 1, 1) };
}

function monthPeriod(year: number, month: number): Period | null {
  return month >= 1 && month <= 12 ? { from: dayOf(year, month, 1), to: dayOf(year, month + 1, 1) } : null;
}

function quarterPeriod(year: number, quarter: number, { fiscalYearStart }: CalendarRules): Period {
  const firstYear = fiscalYearStart === 1 ? year : year - 1;
  const month = fiscalYearStart + (quarter - 1) * 3;
  return { from: dayOf(firstYear, month, 1), to: dayOf(firstYear, month + 3, 1) };
}

function weekPeriod(year: number, week: number): Period | null {
  const from = dayOfIsoWeek(year, week);
  return from === null || isoWeek(from).week !== week ? null : { from, to: from + 7 };
}

function monthOf(word: string | undefined): number | null {
  if (!word || word.length < 3 || /\P{L}/u.test(word)) return null;
  const found = monthNames.findIndex(
    (name) => name === word || name.slice(0, 3) === word || (word === "sept" && name === "september"),
  );
  return found < 0 ? null : found + 1;
}

function quarterOf(word: string): number | null {
  return numberOf(/^q([1-4])$/.exec(word)?.[1], 1, 4);
}

function weekOf(word: string): number | null {
  return numberOf(/^w(\d{1,2})$/.exec(word)?.[1], 1, 53);
}

function yearOf(word: string | undefined): number | null {
  return word?.length === 4 ? numberOf(word, 1970, 2999) : null;
}

function numberOf(text: string | undefined, least: number, most: number): number | null {
  if (text === undefined || !/^\d{1,4}$/.test(text)) return null;
  const number = Number(text);
  return number >= least && number <= most ? number : null;
}
