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
  return Number(amount.toString());
}

/** Gives `dividend ÷ divisor` as the nearest double; null for a divisor of zero. */
export function quotient(dividend: Amount, divisor: Amount | number): number | null {
  const [a, b] = [fraction(dividend), fraction(divisor)];
  if (b.digits === 0n) return null;
  const sign = a.digits < 0n === b.digits < 0n ? 1 : -1;
  const top = absolute(a.digits) * 10n ** BigInt(b.decimals);
  const bottom = absolute(b.digits) * 10n ** BigInt(a.decimals);
  // Two whole numbers that doubles hold exactly are divided to the nearest double by the processor itself.
  if (top <= mostExact && bottom <= mostExact) return (sign * Number(top)) / Number(bottom);
  // At least 66 digits of the quotient, the last one set when any are cut off: then it rounds as the whole would.
  const shift = Math.max(0, 66 + bitsOf(bottom) - bitsOf(top));
  const shifted = top << BigInt(shift);
  const whole = shifted / bottom;
  return (sign * Number(shifted % bottom === 0n ? whole : whole | 1n)) / 2 ** shift;
}

const mostExact = BigInt(Number.MAX_SAFE_INTEGER);
const absolute = (digits: bigint) => (digits < 0n ? -digits : digits);
const bitsOf = (digits: bigint) => digits.toString(16).length * 4;

/** The amount as a whole number of its last decimal. */
function fraction(amount: Big | number): { readonly digits: bigint; readonly decimals: number } {
  if (typeof amount === "number" && Number.isSafeInteger(amount))
    return { digits: BigInt(amount), decimals: 0 };
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
