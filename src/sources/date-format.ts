import { UserError } from "../errors.ts";

/** What a date says in its own words, before any time zone. `time` is null for a calendar day. */
export interface CivilMoment {
  readonly year: number;
  /** 1 to 12. */
  readonly month: number;
  readonly dayOfMonth: number;
  readonly time: CivilTime | null;
}

export interface CivilTime {
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  readonly microsecond: number;
}

/** Reads a text that has the format's form, or gives null; whether such a day exists is not its concern. */
export type DateFormat = (text: string) => CivilMoment | null;

const monthNames = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

type Part =
  | "year"
  | "shortYear"
  | "month"
  | "monthName"
  | "dayOfMonth"
  | "hour"
  | "minute"
  | "second"
  | "half";

interface Token {
  readonly part: Part;
  readonly pattern: string;
  /** How many digits it takes is only known from what follows it. */
  readonly stretches: boolean;
}

const tokens: Readonly<Record<string, Token>> = {
  YYYY: { part: "year", pattern: "\\d{4}", stretches: false },
  YY: { part: "shortYear", pattern: "\\d{2}", stretches: false },
  MMM: { part: "monthName", pattern: monthNames.join("|"), stretches: false },
  MM: { part: "month", pattern: "\\d{2}", stretches: false },
  M: { part: "month", pattern: "\\d{1,2}", stretches: true },
  DD: { part: "dayOfMonth", pattern: "\\d{2}", stretches: false },
  D: { part: "dayOfMonth", pattern: "\\d{1,2}", stretches: true },
  HH: { part: "hour", pattern: "\\d{2}", stretches: false },
  H: { part: "hour", pattern: "\\d{1,2}", stretches: true },
  mm: { part: "minute", pattern: "\\d{2}", stretches: false },
  ss: { part: "second", pattern: "\\d{2}", stretches: false },
  A: { part: "half", pattern: "am|pm", stretches: false },
};

const pieces = /YYYY|YY|MMM|MM|M|DD|D|HH|H|mm|ss|A|\[([^\]]*)\]|T|[^A-Za-z[\]]+/gy;

/**
 * Compiles the format that a person names with `--date-format`. Tokens: `YYYY`, `YY` (70 to 99 is 19.., else
 * 20..), `M` and `MM`, `MMM` (an English month's first three letters), `D` and `DD`, `H` and `HH` (12 hours when
 * `A` is there, for AM or PM), `mm`, `ss`. `T`, signs and `[text in brackets]` stand for themselves. Throws a
 * UserError when the format leaves the day open.
 */
export function compileDateFormat(format: string): DateFormat {
  const parts: Part[] = [];
  let pattern = "";
  let end = 0;
  let before: Token | null = null;
  for (const match of format.matchAll(pieces)) {
    const [piece] = match;
    const token = tokens[piece];
    if (token) {
      if (parts.includes(token.part)) throw badFormat(format, `names its ${token.part} twice`);
      if (before?.stretches && token.pattern.startsWith("\\d")) {
        throw badFormat(format, `does not tell where ${before.part} ends`);
      }
      parts.push(token.part);
      pattern += `(${token.pattern})`;
    } else {
      pattern += (match[1] ?? piece).replaceAll(/[^\p{L}\p{N}\s]/gu, "\\$&");
    }
    before = token ?? null;
    end = match.index + piece.length;
  }
  if (end !== format.length)
    throw badFormat(format, `has ${JSON.stringify(format.slice(end))} in it, which is no token`);
  const has = (part: Part) => parts.includes(part);
  if (!(has("year") !== has("shortYear") && has("month") !== has("monthName") && has("dayOfMonth"))) {
    throw badFormat(format, "does not name one year, one month and one day");
  }
  if ((has("minute") || has("half")) && !has("hour")) throw badFormat(format, "has a time without its hour");
  if (has("second") && !has("minute")) throw badFormat(format, "has seconds without minutes");

  const whole = new RegExp(`^${pattern}$`, "i");
  const place = (part: Part): number => parts.indexOf(part) + 1;
  const places = {
    year: place("year"),
    shortYear: place("shortYear"),
    month: place("month"),
    monthName: place("monthName"),
    dayOfMonth: place("dayOfMonth"),
    hour: place("hour"),
    minute: place("minute"),
    second: place("second"),
    half: place("half"),
  };
  return (text) => {
    const match = whole.exec(text);
    if (!match) return null;
    const numberAt = (index: number): number => (index === 0 ? 0 : Number(match[index]));
    const shortYear = numberAt(places.shortYear);
    return {
      year: places.year > 0 ? numberAt(places.year) : shortYear + (shortYear < 70 ? 2000 : 1900),
      month:
        places.month > 0
          ? numberAt(places.month)
          : monthNames.indexOf((match[places.monthName] ?? "").toLowerCase()) + 1,
      dayOfMonth: numberAt(places.dayOfMonth),
      time:
        places.hour === 0
          ? null
          : {
              hour: hourOfDay(numberAt(places.hour), match[places.half]),
              minute: numberAt(places.minute),
              second: numberAt(places.second),
              microsecond: 0,
            },
    };
  };
}

/** The hour of 24, where a half of the day is told; an hour that no clock of 12 shows becomes one that is unreal. */
function hourOfDay(hour: number, half: string | undefined): number {
  if (half === undefined || !/^[ap]m$/i.test(half)) return hour;
  if (hour < 1 || hour > 12) return Number.NaN;
  return (hour % 12) + (half.toLowerCase() === "pm" ? 12 : 0);
}

function badFormat(format: string, fault: string): UserError {
  return new UserError({
    code: "bad-date-format",
    what: `The date format ${JSON.stringify(format)} ${fault}.`,
    next: 'Build it from YYYY, YY, M, MM, MMM, D, DD, H, HH, mm, ss and A, for example "M/D/YYYY" or "DD.MM.YYYY HH:mm".',
  });
}

/** Gives formats that a text which is not ISO 8601 could be meant in; more than one when it is ambiguous. */
export function likelyDateFormats(text: string): readonly string[] {
  const match =
    /^(\d{1,4})([/.\- ])(\d{1,2}|[a-z]{3})\2(\d{4}|\d{1,2})(?:([ T])(\d{1,2}):\d{2}(:\d{2})?( ?)([ap]m)?)?$/i.exec(
      text,
    );
  if (!match) return /^(19|20)\d{6}$/.test(text) ? ["YYYYMMDD"] : [];
  const [, first = "", sign = "", second = "", third = "", gap, hour, seconds, space = "", half] = match;
  const time = hour === undefined ? "" : `${gap}H:mm${seconds ? ":ss" : ""}${half ? `${space}A` : ""}`;
  const inOrder = (...names: string[]) => `${names.join(sign)}${time}`;
  if (first.length > 2) return first.length === 4 && /^\d/.test(second) ? [inOrder("YYYY", "M", "D")] : [];
  const year = third.length === 4 ? "YYYY" : "YY";
  if (!/^\d/.test(second)) return [inOrder("D", "MMM", year)];
  const formats: string[] = [];
  if (Number(first) <= 12 && Number(second) <= 31) formats.push(inOrder("M", "D", year));
  if (Number(second) <= 12 && Number(first) <= 31) formats.push(inOrder("D", "M", year));
  return formats;
}
