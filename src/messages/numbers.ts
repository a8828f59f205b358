import type { Day } from "../funnel/calendar.ts";
import type { Period } from "../funnel/period.ts";

/** The languages that messages are written in. */
export const locales = ["en", "el"] as const;
export type Locale = (typeof locales)[number];

export interface NumberOptions {
  readonly timeZone: string;
  /** ISO 4217 code of the workspace's currency. */
  readonly currency: string;
}

/** The one place where a number, a day or an instant becomes words. Minus signs are real ones. */
export interface Numbers {
  /** `16.8%`; two decimals where one would hide the figure (below 1%). */
  percent(share: number): string;
  /** A whole percent, for shares of a whole that carry no decision: `71%`. */
  wholePercent(share: number): string;
  /** A relative change: `+3%`, `−12%`, `±0%`. */
  relativeChange(share: number): string;
  /** Percentage points as a bare signed figure: `−6.9`; the unit is the language's. */
  points(difference: number, decimals?: number): string;
  /** A signed figure with at most one decimal: `+1`, `−0.4`, `±0`. */
  signed(value: number): string;
  /** `43 days`, `1 day`, `4.5 days`. */
  days(days: number): string;
  /** `+1 day`, `−2.5 days`, `±0 days`. */
  signedDays(days: number): string;
  /** No decimals from 1,000 up: `€14,200`, `€812.50`. */
  money(amount: number): string;
  /** `2,310`. */
  count(count: number): string;
  /** `3 deals`: a count with its word; what is shown as 1 has the word for one, and nothing counts as 0. */
  some(amount: number | null, one: string, many: string): string;
  /** One decimal at most: `3.8`. */
  decimal(value: number): string;
  /** `16–22 November 2026`. */
  period(period: Period): string;
  /** `14 September`; with the year where asked. */
  day(day: Day, withYear?: boolean): string;
  /** `November`, for 1 to 12. */
  month(month: number): string;
  /** `16 Nov`: for axes and columns. */
  shortDay(day: Day): string;
  /** `Mon 30 Nov, 09:00`, in the workspace's time zone. */
  moment(instant: number): string;
  /** `07:00`, in the workspace's time zone. */
  time(instant: number): string;
  /** `a, b and c`. */
  list(items: readonly string[]): string;
}

const intlLocales = { en: "en-GB", el: "el-GR" } as const satisfies Record<Locale, string>;
const millisecondsPerDay = 86_400_000;

/** Gives the Intl locale that a language's figures are written in, for charts. */
export function intlLocale(locale: Locale): string {
  return intlLocales[locale];
}

/** Gives the number of decimals that a share needs to say something. */
export function percentDecimals(share: number): 1 | 2 {
  return share !== 0 && Math.abs(share) < 0.00995 ? 2 : 1;
}

/** Gives the number of decimals that a duration needs: none from ten days up. */
export function dayDecimals(days: number): 0 | 1 {
  return Math.abs(days) >= 9.95 ? 0 : 1;
}

/** Gives the writer of one language's numbers. */
export function numbersIn(locale: Locale, { timeZone, currency }: NumberOptions): Numbers {
  const language = intlLocales[locale];
  const format = (options: Intl.NumberFormatOptions) => {
    const formatter = new Intl.NumberFormat(language, options);
    return (value: number) => withRealMinus(formatter.format(value));
  };
  const dates = (options: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat(language, options);
  const civil = (options: Intl.DateTimeFormatOptions) => dates({ ...options, timeZone: "UTC" });

  const percents = {
    1: format({ style: "percent", minimumFractionDigits: 1, maximumFractionDigits: 1 }),
    2: format({ style: "percent", minimumFractionDigits: 2, maximumFractionDigits: 2 }),
  };
  const wholePercent = format({ style: "percent", maximumFractionDigits: 0 });
  const decimal = format({ maximumFractionDigits: 1 });
  const count = format({ maximumFractionDigits: 0 });
  const daysWith = (decimals: number) =>
    format({ style: "unit", unit: "day", unitDisplay: "long", maximumFractionDigits: decimals });
  const daysOf = { 0: daysWith(0), 1: daysWith(1) };
  const days = (value: number) => daysOf[dayDecimals(value)](value);
  const money = { style: "currency", currency } as const;
  const wholeMoney = format({ ...money, maximumFractionDigits: 0 });
  const exactMoney = format(money);
  const longPeriod = civil({ day: "numeric", month: "long", year: "numeric" });
  const longDay = civil({ day: "numeric", month: "long" });
  const monthName = civil({ month: "long" });
  const shortDay = civil({ day: "numeric", month: "short" });
  const clock = { hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone } as const;
  const moment = dates({ weekday: "short", day: "numeric", month: "short", ...clock });
  const time = dates(clock);
  const list = new Intl.ListFormat(language, { type: "conjunction" });

  return {
    // Nothing and all are exact.
    percent: (share) =>
      share === 0 || share === 1 ? wholePercent(share) : percents[percentDecimals(share)](share),
    wholePercent,
    relativeChange: (share) => signedWith(wholePercent, share, 2),
    points: (difference, decimals = 1) =>
      signedWith(
        format({ minimumFractionDigits: decimals, maximumFractionDigits: decimals }),
        difference * 100,
        decimals,
      ),
    signed: (value) => signedWith(decimal, value, 1),
    days,
    signedDays: (value) => signedWith(days, value, 1),
    money: (amount) =>
      (Math.abs(amount) < 1000 && !Number.isInteger(amount) ? exactMoney : wholeMoney)(amount),
    count,
    some: (amount, one, many) => `${count(amount ?? 0)} ${Math.round(amount ?? 0) === 1 ? one : many}`,
    decimal,
    period: ({ from, to }) =>
      tightDash(longPeriod.formatRange(from * millisecondsPerDay, (to - 1) * millisecondsPerDay)),
    day: (day, withYear = false) => (withYear ? longPeriod : longDay).format(day * millisecondsPerDay),
    month: (month) => monthName.format(Date.UTC(2026, month - 1, 1)),
    shortDay: (day) => shortDay.format(day * millisecondsPerDay),
    moment: (instant) => moment.format(instant),
    time: (instant) => time.format(instant),
    list: (items) => list.format(items),
  };
}

function signedWith(write: (value: number) => string, value: number, decimals: number): string {
  const nothing = Math.round(value * 10 ** decimals) === 0;
  if (nothing) return `±${write(0)}`;
  return value > 0 ? `+${write(value)}` : write(value);
}

function withRealMinus(text: string): string {
  return text.replaceAll("-", "−");
}

/** Within one month the dash stands tight between two numbers: `16–22 November`. */
function tightDash(range: string): string {
  return range.replace(/^(\d+)\s*–\s*(\d+\s+\D)/u, "$1–$2").replaceAll(/\u2009/gu, " ");
}
