import { Temporal } from "temporal-polyfill";
import { civilDate, type Day, dayOf, formatDay } from "../funnel/calendar.ts";
import type { Moment } from "../funnel/facts.ts";
import type { Advice } from "./advice.ts";
import { type CivilMoment, type CivilTime, compileDateFormat, likelyDateFormats } from "./date-format.ts";
import { type Refusal, refuse, shown } from "./refusal.ts";

/** Reads a date's text as a moment, or says why it cannot. */
export type MomentReader = (text: string) => Moment | Refusal;

export interface MomentOptions {
  /** The zone of date-times that name none. */
  readonly timeZone: string;
  /** As `--date-format` names it; null: ISO 8601 alone. */
  readonly dateFormat: string | null;
  readonly advice: Advice;
}

const firstYear = 1970;
const lastYear = 2100;
const millisecondsPerDay = 86_400_000;

const iso =
  /^(\d{4})-(\d{2})-(\d{2})(?:[Tt ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?(?: ?([Zz]|[+-]\d{2}(?::?\d{2})?))?)?$/;

/**
 * Gives a reader of dates: ISO 8601 calendar days and date-times, with an offset or in the named time zone (a
 * skipped or repeated local time is taken as the `compatible` one), and the named format. A text that has the
 * named format's form is never tried as ISO 8601, lest `2026-03-04` be guessed. A fraction is kept to the microsecond.
 */
export function momentReader({ timeZone, dateFormat, advice }: MomentOptions): MomentReader {
  const named = dateFormat === null ? null : compileDateFormat(dateFormat);
  const toInstant = localTimes(timeZone);
  return (text) => {
    const plain = named === null ? plainInstant(text) : null;
    if (plain) return plain;
    const civil = named?.(text);
    if (civil) return momentOf(text, civil, null, toInstant);
    const match = iso.exec(text);
    if (!match) return refuse(notADate(text, dateFormat, advice));
    const [, year, month, dayOfMonth, hour, minute, second, fraction, offset] = match;
    const time: CivilTime | null =
      hour === undefined
        ? null
        : {
            hour: Number(hour),
            minute: Number(minute),
            second: Number(second ?? 0),
            microsecond: Number((fraction ?? "").slice(0, 6).padEnd(6, "0")),
          };
    const told = { year: Number(year), month: Number(month), dayOfMonth: Number(dayOfMonth), time };
    return momentOf(text, told, offset ?? null, toInstant);
  };
}

const form = "dddd-dd-ddTdd:dd:dd";

/** Reads the form that most sources write, UTC to the second or millisecond, without taking it apart. */
function plainInstant(text: string): Moment | null {
  const hasMillis = text.length === form.length + 5;
  if (!(hasMillis || text.length === form.length + 1) || !text.endsWith("Z")) return null;
  for (let place = 0; place < form.length; place++) {
    const sign = text.charCodeAt(place);
    const expected = form.charCodeAt(place);
    if (expected === letterD ? sign < zero || sign > nine : sign !== expected) return null;
  }
  if (number(text, 11) > 23 || number(text, 14) > 59 || number(text, 17) > 59) return null;
  if (hasMillis && !/^\.\d{3}Z$/.test(text.slice(form.length))) return null;
  const year = number(text, 0) * 100 + number(text, 2);
  const date = calendarDay(year, number(text, 5), number(text, 8));
  if (date === null || year < firstYear || year > lastYear) return null;
  return { type: "instant", iso: `${text.slice(0, -1)}${hasMillis ? "000Z" : ".000000Z"}` };
}

const zero = 48;
const nine = 57;
const letterD = 100;

/** The two digits at a place. */
function number(text: string, place: number): number {
  return (text.charCodeAt(place) - zero) * 10 + text.charCodeAt(place + 1) - zero;
}

function momentOf(
  text: string,
  { year, month, dayOfMonth, time }: CivilMoment,
  offset: string | null,
  toInstant: (day: Day, time: CivilTime) => number,
): Moment | Refusal {
  if (year < firstYear || year > lastYear) {
    return refuse(`${shown(text)} is not within the years ${firstYear} to ${lastYear}`);
  }
  const date = calendarDay(year, month, dayOfMonth);
  if (date === null) return refuse(`${shown(text)} is not a day that exists`);
  const { day, iso } = date;
  if (time === null) return { type: "local-day", iso };
  if (!(time.hour <= 23 && time.minute <= 59 && time.second <= 59)) {
    return refuse(`${shown(text)} has a time that no clock shows`);
  }
  let instant: number;
  if (offset === null) {
    instant = toInstant(day, time);
  } else {
    const shift = offsetMilliseconds(offset);
    if (shift === null) return refuse(`${shown(text)} has an offset from UTC that no zone has`);
    instant = wallClock(day, time) - shift;
  }
  const micros = String(time.microsecond % 1000).padStart(3, "0");
  return { type: "instant", iso: new Date(instant).toISOString().replace("Z", `${micros}Z`) };
}

interface CalendarDay {
  readonly day: Day;
  readonly iso: string;
}

/** The same few thousand days come up in every row. */
const calendarDays = new Map<number, CalendarDay>();

function calendarDay(year: number, month: number, dayOfMonth: number): CalendarDay | null {
  const key = (year * 100 + month) * 100 + dayOfMonth;
  const known = calendarDays.get(key);
  if (known) return known;
  const day = dayOf(year, month, dayOfMonth);
  const real = civilDate(day);
  if (real.year !== year || real.month !== month || real.dayOfMonth !== dayOfMonth) return null;
  const found = { day, iso: formatDay(day) };
  calendarDays.set(key, found);
  return found;
}

function wallClock(day: Day, time: CivilTime): number {
  return (
    day * millisecondsPerDay +
    time.hour * 3_600_000 +
    time.minute * 60_000 +
    time.second * 1000 +
    Math.floor(time.microsecond / 1000)
  );
}

function offsetMilliseconds(offset: string): number | null {
  if (offset === "Z" || offset === "z") return 0;
  const hours = Number(offset.slice(1, 3));
  const minutes = Number(offset.slice(3).replace(":", "") || 0);
  if (hours > 15 || minutes > 59) return null;
  return (offset.startsWith("-") ? -1 : 1) * (hours * 60 + minutes) * 60_000;
}

/**
 * Gives the instant, in milliseconds, of a local time. Most days keep one offset from their midnight to the next,
 * so it is asked for once a day; on a day whose clocks change, every time is asked for.
 */
function localTimes(timeZone: string): (day: Day, time: CivilTime) => number {
  const offsets = new Map<Day, number | null>();
  const offsetAt = (day: Day, disambiguation: "earlier" | "later"): number =>
    Temporal.PlainDate.from(formatDay(day)).toPlainDateTime().toZonedDateTime(timeZone, { disambiguation })
      .offsetNanoseconds / 1_000_000;
  return (day, time) => {
    let offset = offsets.get(day);
    if (offset === undefined) {
      const atStart = offsetAt(day, "earlier");
      offset = atStart === offsetAt(day + 1, "later") ? atStart : null;
      offsets.set(day, offset);
    }
    const local = wallClock(day, time);
    if (offset !== null) return local - offset;
    return Temporal.PlainDateTime.from(new Date(local).toISOString().slice(0, -1)).toZonedDateTime(timeZone, {
      disambiguation: "compatible",
    }).epochMilliseconds;
  };
}

function notADate(text: string, dateFormat: string | null, advice: Advice): string {
  const tried =
    dateFormat === null
      ? "an ISO 8601 date such as 2026-03-01"
      : `a date of the form ${dateFormat}, nor ISO 8601`;
  const formats = likelyDateFormats(text).filter((format) => format !== dateFormat);
  if (formats.length === 0) return `${shown(text)} is not ${tried}`;
  const twoWays = formats.length > 1 ? " and could be read in two ways" : "";
  return `${shown(text)} is not ${tried}${twoWays}; ${advice.dates(formats)}`;
}
