import Big from "big.js";
import { UserError } from "../errors.ts";
import { type Day, formatDay } from "../funnel/calendar.ts";
import type { RateCell } from "../funnel/cells.ts";

/** An exact amount in the workspace's currency. */
export type Amount = Big;

export const zero: Amount = new Big(0);

/** Gives the exact amount in `currency`, at the newest rate not after the day. Throws `missing-rate` where there is none. */
export function convert(
  amount: string,
  from: string,
  day: Day,
  currency: string,
  rates: readonly RateCell[],
): Amount {
  if (from === currency) return new Big(amount);
  let newest: RateCell | undefined;
  for (const rate of rates) {
    if (rate.currency === from && rate.day <= day && (!newest || rate.day > newest.day)) newest = rate;
  }
  if (!newest) {
    throw new UserError({
      code: "missing-rate",
      fault: "state",
      details: { from, currency, day },
      what: `An opportunity was won in ${from} on ${formatDay(day)}, and no exchange rate from ${from} to ${currency} is known for that day.`,
      next: `Import rates with columns currency, day and rate: npm run -s concord -- import exchange-rates rates.csv`,
    });
  }
  return new Big(amount).times(newest.rate);
}

/** Gives the nearest double; the way out of exact arithmetic, for readings only. */
export function toNumber(amount: Amount): number {
  const short = shortFraction(amount);
  return short ? short.digits / 10 ** short.decimals : Number(amount.toString());
}

/** Gives `dividend ÷ divisor` as the nearest double; null for a divisor of zero. */
export function quotient(dividend: Amount, divisor: Amount | number): number | null {
  const a = shortFraction(dividend);
  const b = shortFraction(divisor);
  if (a && b) {
    if (b.digits === 0) return null;
    const top = a.digits * 10 ** Math.max(0, b.decimals - a.decimals);
    const bottom = b.digits * 10 ** Math.max(0, a.decimals - b.decimals);
    // Two whole numbers that doubles hold exactly are divided to the nearest double by the processor itself.
    if (Number.isSafeInteger(top) && Number.isSafeInteger(bottom)) return top / bottom;
  }
  const top = fraction(dividend);
  const bottom = fraction(divisor);
  return ratio(top.digits * 10n ** BigInt(bottom.decimals), bottom.digits * 10n ** BigInt(top.decimals));
}

/** Gives the effective number of amounts, `1 ÷ Σ share²`, as the nearest double; null where they come to nothing. */
export function effectiveNumber(amounts: readonly Amount[]): number | null {
  const fractions = amounts.map(fraction);
  const decimals = Math.max(0, ...fractions.map((each) => each.decimals));
  let sum = 0n;
  let squares = 0n;
  for (const each of fractions) {
    const digits = each.digits * 10n ** BigInt(decimals - each.decimals);
    sum += digits;
    squares += digits * digits;
  }
  return ratio(sum * sum, squares);
}

/** Gives the double nearest to the exact ratio; null for a divisor of zero. */
function ratio(dividend: bigint, divisor: bigint): number | null {
  if (divisor === 0n) return null;
  const sign = dividend < 0n === divisor < 0n ? 1 : -1;
  const [top, bottom] = [absolute(dividend), absolute(divisor)];
  // At least 66 digits of the quotient, the last one set when any are cut off: then it rounds as the whole would.
  const shift = Math.max(0, 66 + bitsOf(bottom) - bitsOf(top));
  const shifted = top << BigInt(shift);
  const whole = shifted / bottom;
  return (sign * Number(shifted % bottom === 0n ? whole : whole | 1n)) / 2 ** shift;
}

const absolute = (digits: bigint) => (digits < 0n ? -digits : digits);
const bitsOf = (digits: bigint) => digits.toString(16).length * 4;

/** An amount as a whole number of its last decimal. */
interface Fraction<Digits> {
  readonly digits: Digits;
  readonly decimals: number;
}

const mostDigits = 15;

/** Gives the fraction where doubles hold its digits and decimals exactly, else null. */
function shortFraction(amount: Big | number): Fraction<number> | null {
  if (typeof amount === "number") {
    return Number.isSafeInteger(amount) ? { digits: amount, decimals: 0 } : null;
  }
  // Digits, without zeros at the end, and the exponent of the first.
  const { c: coefficient, e: exponent, s: sign } = amount;
  const decimals = coefficient.length - 1 - exponent;
  if (Math.max(coefficient.length, exponent + 1, decimals) > mostDigits) return null;
  let digits = 0;
  for (const digit of coefficient) digits = digits * 10 + digit;
  if (digits === 0) return { digits: 0, decimals: 0 };
  return { digits: sign * digits * 10 ** Math.max(0, -decimals), decimals: Math.max(0, decimals) };
}

function fraction(amount: Big | number): Fraction<bigint> {
  const short = shortFraction(amount);
  if (short) return { digits: BigInt(short.digits), decimals: short.decimals };
  const [whole = "", decimals = ""] = new Big(amount).toFixed().split(".");
  return { digits: BigInt(whole + decimals), decimals: decimals.length };
}

/** Gives the exact sum. */
export function sumOf(amounts: readonly Amount[]): Amount {
  return amounts.reduce((sum, amount) => sum.plus(amount), zero);
}

/** Gives the median as the nearest double, the mean of the middle two where there are two; null for no amounts. */
export function medianOf(amounts: readonly Amount[]): number | null {
  const sorted = amounts.toSorted((a, b) => a.cmp(b));
  const below = sorted[Math.floor((sorted.length - 1) / 2)];
  const above = sorted[Math.ceil((sorted.length - 1) / 2)];
  return below && above ? quotient(below.plus(above), 2) : null;
}
